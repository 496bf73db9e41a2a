import { picture } from '../api.js';
import { tags } from '../images.js';
import { upgradePlatform } from '../platform.js';
import { type Check, expect } from './check.js';

const CLIENTS = 2;

export const upgradesWithoutFailure: Check = {
  title: 'a rolling upgrade under load fails no request',
  run: async ({ enterprise }) => {
    const statuses: number[] = [];
    let upgrading = true;
    let seed = 1;
    const client = async () => {
      while (upgrading) statuses.push(await picture(enterprise, seed++));
    };
    const clients = Array.from({ length: CLIENTS }, client);
    try {
      await upgradePlatform([`image.tag=${tags.next}`]);
    } finally {
      upgrading = false;
    }
    await Promise.all(clients);
    const failed = statuses.filter((status) => status !== 200);
    expect(failed.length === 0, `${failed.length} of ${statuses.length} requests failed: ${failed.join(', ')}`);
    return `${statuses.length} pictures while every pod was replaced`;
  },
};
