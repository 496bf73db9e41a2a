import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { createSchedulerFactory, schedulerClassNames } from './create-scheduler.js';

interface SchedulerCase {
  config: Record<string, unknown>;
  steps: number;
  initNoiseSigma: number;
  timesteps: number[];
  initial: number[];
  latents: number[][];
}

const cases: SchedulerCase[] = JSON.parse(readFileSync('fixtures/schedulers.json', 'utf8'));

const nameOf = ({ config, steps }: SchedulerCase) => {
  const { _class_name: className, ...settings } = config;
  return `${String(className)} ${JSON.stringify(settings)} in ${steps} steps`;
};

/** Stands for a denoiser, as in fixtures/record.py. */
const modelOutput = (sample: Float32Array, timestep: number) =>
  sample.map((value) => Math.sin(value * 0.7 + timestep * 0.01));

const within = (actual: ArrayLike<number>, expected: readonly number[], tolerance: number) => {
  expect(actual).toHaveLength(expected.length);
  const scale = expected.reduce((largest, value) => Math.max(largest, Math.abs(value)), 1);
  expected.forEach((value, index) => {
    expect(Math.abs((actual[index] ?? Number.NaN) - value) / scale).toBeLessThan(tolerance);
  });
};

describe('every scheduler', () => {
  for (const recorded of cases) {
    const factory = createSchedulerFactory(recorded.config);

    it(`gives the timesteps and latents of diffusers: ${nameOf(recorded)}`, () => {
      const scheduler = factory.create(recorded.steps);
      within(scheduler.timesteps, recorded.timesteps, 1e-6);
      within([scheduler.initNoiseSigma], [recorded.initNoiseSigma], 1e-6);
      let sample = Float32Array.from(recorded.initial, (value) => value * scheduler.initNoiseSigma);
      scheduler.timesteps.forEach((timestep, index) => {
        const input = scheduler.scaleModelInput(sample, index);
        sample = Float32Array.from(scheduler.step(modelOutput(input, timestep), index, sample));
        within(sample, recorded.latents[index] ?? [], 1e-4);
      });
    });

    it(`leaves its inputs as they are, and two images do not disturb each other: ${nameOf(recorded)}`, () => {
      const runs = [factory.create(recorded.steps), factory.create(recorded.steps)] as const;
      const samples = runs.map(() => Float32Array.from(recorded.initial));
      runs[0].timesteps.forEach((timestep, index) => {
        runs.forEach((scheduler, which) => {
          const sample = samples[which] ?? new Float32Array();
          const before = sample.slice();
          const output = modelOutput(scheduler.scaleModelInput(sample, index), timestep);
          const outputBefore = output.slice();
          samples[which] = Float32Array.from(scheduler.step(output, index, sample));
          expect(sample).toEqual(before);
          expect(output).toEqual(outputBefore);
        });
        expect(samples[0]).toEqual(samples[1]);
      });
    });

    it(`goes from large timesteps to small, and ends finite: ${nameOf(recorded)}`, () => {
      const scheduler = factory.create(recorded.steps);
      const steps = scheduler.timesteps;
      expect(steps.every((timestep, index) => index === 0 || timestep <= (steps[index - 1] ?? 0))).toBe(true);
      expect(recorded.latents.at(-1)?.every(Number.isFinite)).toBe(true);
    });
  }

  for (const className of schedulerClassNames) {
    it(`refuses a key that it does not know, by name: ${className}`, () => {
      const config = { _class_name: className, _diffusers_version: '0.42.1', no_such_key: 1 };
      expect(() => createSchedulerFactory(config)).toThrow(/scheduler_config\.json: .* does not support "no_such_key"/);
    });

    it(`refuses a value that it does not support, by name: ${className}`, () => {
      const config = { _class_name: className, num_train_timesteps: 'many' };
      expect(() => createSchedulerFactory(config)).toThrow(/does not support "num_train_timesteps": "many"/);
    });
  }

  it('is refused by name when its class is not supported', () => {
    expect(() => createSchedulerFactory({ _class_name: 'ClairvoyantScheduler' })).toThrow(
      /the scheduler ClairvoyantScheduler is not supported/,
    );
  });

  it('refuses more steps than the model was trained with', () => {
    const factory = createSchedulerFactory({ _class_name: 'DDIMScheduler', num_train_timesteps: 10 });
    expect(() => factory.create(11)).toThrow(RangeError);
  });
});
