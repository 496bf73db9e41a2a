import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { TorchGenerator } from '../random/torch-generator.js';
import { createSchedulerFactory } from './create-scheduler.js';
import type { ScheduleOptions, Scheduler, ScheduleSteps } from './scheduler.js';

/** One of fixtures/record_schedulers.py, which says what is what. */
interface SchedulerCase {
  config: Record<string, unknown>;
  steps: ScheduleSteps;
  options: ScheduleOptions & { begin?: number };
  order: number;
  initNoiseSigma: number;
  timesteps: number[];
  latents: number[][];
}

const cases: SchedulerCase[] = JSON.parse(readFileSync('fixtures/schedulers.json', 'utf8'));

const SEED = 11;
const VALUES = 6;
/** Of the largest value. At zero terminal SNR the first sigma is 4096, and diffusers loses digits there in float32. */
const TOLERANCE = 2e-5;

const nameOf = ({ config, steps, options }: SchedulerCase) => {
  const { _class_name: className, ...settings } = config;
  const { begin, ...others } = options;
  const asked = typeof steps === 'number' ? `${steps} steps` : JSON.stringify(steps);
  const from = begin === undefined ? '' : `, from image to image at step ${begin}`;
  const given = Object.keys(others).length === 0 ? '' : `, given ${JSON.stringify(others)}`;
  return `${String(className)} ${JSON.stringify(settings)} in ${asked}${given}${from}`;
};

/** Stands for a denoiser, as in the recording. */
const modelOutput = (sample: Float32Array, timestep: number) =>
  sample.map((value) => Math.sin(Math.fround(value * Math.fround(0.7)) + timestep * 0.01));

const largestRelativeDifference = (actual: ArrayLike<number>, expected: readonly number[]) => {
  expect(actual).toHaveLength(expected.length);
  const scale = expected.reduce((largest, value) => Math.max(largest, Math.abs(value)), 1);
  return expected.reduce(
    (largest, value, index) => Math.max(largest, Math.abs((actual[index] ?? Number.NaN) - value) / scale),
    0,
  );
};

/** The latents before the first step, and after each. */
function latentsOf(scheduler: Scheduler, generator: TorchGenerator, begin: number | undefined): Float32Array[] {
  const initial = generator.randn(VALUES);
  const first = (begin ?? 0) * scheduler.order;
  const noise = Float32Array.from({ length: VALUES }, (_, index) => Math.cos(index));
  const start =
    begin === undefined
      ? initial.map((value) => value * scheduler.initNoiseSigma)
      : scheduler.addNoise(initial, noise, first);
  const all = [start];
  for (let index = first; index < scheduler.timesteps.length; index += 1) {
    const sample = all.at(-1) ?? start;
    const answer = modelOutput(scheduler.scaleModelInput(sample, index), scheduler.timesteps[index] ?? 0);
    all.push(scheduler.step(answer, index, sample));
  }
  return all;
}

describe('the numbers of diffusers', () => {
  for (const recorded of cases) {
    it(`${nameOf(recorded)}`, () => {
      const noise = new TorchGenerator(SEED);
      const { begin, ...options } = recorded.options;
      const scheduler = createSchedulerFactory(recorded.config).create(recorded.steps, { noise, ...options });
      expect(largestRelativeDifference(scheduler.timesteps, recorded.timesteps)).toBeLessThan(1e-6);
      expect(largestRelativeDifference([scheduler.initNoiseSigma], [recorded.initNoiseSigma])).toBeLessThan(1e-6);
      expect(scheduler.order).toBe(recorded.order);
      const latents = latentsOf(scheduler, noise, begin);
      expect(latents).toHaveLength(recorded.latents.length);
      latents.forEach((values, index) => {
        expect(largestRelativeDifference(values, recorded.latents[index] ?? [])).toBeLessThan(TOLERANCE);
      });
    });
  }
});
