import { begin, generation } from '../api.js';
import { kubectl, podsOf } from '../kubectl.js';
import { waitUntil } from '../wait-until.js';
import { type Check, expect } from './check.js';

const IMAGES = 6;
const workers = 'app.kubernetes.io/component=inference';

export const losesNothing: Check = {
  title: 'worker pods deleted in mid-job, one of them without notice, lose no image',
  run: async ({ enterprise: key }) => {
    const ids = await Promise.all(Array.from({ length: IMAGES }, (_, seed) => begin(key, seed)));
    await waitUntil('an image under way', 120, async () => {
      const all = await Promise.all(ids.map((id) => generation(key, id)));
      return all.some(({ status }) => status === 'running' || status === 'processing') || undefined;
    });
    const [first, ...others] = await podsOf(workers);
    expect(first !== undefined, 'There is no worker.');
    await kubectl(['delete', 'pod', first.metadata.name, '--grace-period=0', '--force', '--wait=false']);
    for (const { metadata } of others) await kubectl(['delete', 'pod', metadata.name, '--wait=false']);
    const ended = await waitUntil('the end of all images', 600, async () => {
      const all = await Promise.all(ids.map((id) => generation(key, id)));
      return all.every(({ images, status }) => images?.length === 1 || status === 'failed') ? all : undefined;
    });
    const failed = ended.filter(({ images }) => images?.length !== 1);
    expect(failed.length === 0, `${failed.length} of ${IMAGES} failed.`);
    return `${IMAGES} of ${IMAGES} images, ${1 + others.length} workers deleted`;
  },
};
