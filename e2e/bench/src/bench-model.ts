import { fileURLToPath } from 'node:url';

/** The folder of the embedded model. */
export const embeddedModel = fileURLToPath(new URL('../../../models/embedded', import.meta.url));

/** An image that leaves nothing to defaults. */
export const picture = (side: number, seed: number, steps = 20) => ({
  model: 'embedded',
  prompt: 'a serene mountain lake at sunset',
  style: 'painting',
  width: side,
  height: side,
  seed,
  steps,
  guidanceScale: 7.5,
});
