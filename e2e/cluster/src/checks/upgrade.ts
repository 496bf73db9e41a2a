import { picture } from '../api.js';
import { tags } from '../images.js';
import { upgradePlatform } from '../platform.js';
import { type Check, expect } from './check.js';

/** Below what the plan allows a minute, and what two cores bear beside a dozen processes that start. */
const EVERY_MS = 2_000;

export const upgradesWithoutFailure: Check = {
  title: 'a rolling upgrade under load fails no request',
  run: async ({ enterprise }) => {
    const requests: Promise<string | undefined>[] = [];
    const load = setInterval(() => requests.push(picture(enterprise, requests.length)), EVERY_MS);
    try {
      await upgradePlatform([`image.tag=${tags.next}`]);
    } finally {
      clearInterval(load);
    }
    const answers = await Promise.all(requests);
    const failed = answers.filter((one) => one !== undefined);
    expect(failed.length === 0, `${failed.length} of ${answers.length} requests failed:\n${failed.join('\n')}`);
    return `${answers.length} pictures while every pod was replaced`;
  },
};
