import { testPlatform } from '../platform.js';
import type { Check } from './check.js';

export const makesPictures: Check = {
  title: 'helm test makes a picture, and every pod runs in a namespace that takes restricted pods alone',
  run: async () => /A picture of .*/.exec(await testPlatform())?.[0],
};
