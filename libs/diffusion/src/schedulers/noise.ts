import type { NoiseSource } from '../random/noise-source.js';
import type { ScheduleOptions } from './scheduler.js';

/**
 * Where a scheduler that draws noise draws it from.
 *
 * @throws TypeError when it is given no source
 */
export function noiseFrom(className: string, { noise }: ScheduleOptions): NoiseSource {
  if (noise) return noise;
  throw new TypeError(`${className} draws noise at its steps: give it the image's generator`);
}
