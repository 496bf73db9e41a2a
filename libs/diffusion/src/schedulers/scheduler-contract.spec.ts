import { describe, expect, it } from '@jest/globals';
import { TorchGenerator } from '../random/torch-generator.js';
import { createSchedulerFactory, schedulerClassNames } from './create-scheduler.js';
import type { ScheduleOptions, Scheduler } from './scheduler.js';

const STABLE_DIFFUSION = { beta_start: 0.00085, beta_end: 0.012, beta_schedule: 'scaled_linear' };

/** What distinguishes each class: a configuration that leaves x̂₀ as it is, the options it needs, and what it is like. */
const classes: Record<
  string,
  {
    config?: Record<string, unknown>;
    draws?: boolean;
    mostSteps?: number;
    remainder?: number;
    between?: boolean;
    options?: ScheduleOptions;
  }
> = {
  DDIMScheduler: { config: { ...STABLE_DIFFUSION, clip_sample: false, steps_offset: 1 } },
  DDPMScheduler: { config: { ...STABLE_DIFFUSION, clip_sample: false }, draws: true },
  DPMSolverMultistepScheduler: { config: STABLE_DIFFUSION },
  DPMSolverSDEScheduler: { config: { ...STABLE_DIFFUSION, use_karras_sigmas: true }, draws: true, between: true },
  DPMSolverSinglestepScheduler: { config: STABLE_DIFFUSION },
  EulerAncestralDiscreteScheduler: { config: { ...STABLE_DIFFUSION }, draws: true },
  EulerDiscreteScheduler: { config: { ...STABLE_DIFFUSION, timestep_spacing: 'trailing' } },
  FlowMatchEulerDiscreteScheduler: {
    config: { use_dynamic_shifting: true },
    options: { imageSequenceLength: 1024 },
  },
  HeunDiscreteScheduler: { config: STABLE_DIFFUSION },
  // A consistency model's last step leaves a share of its noise: all but nothing of it after the boundary scaling.
  LCMScheduler: { draws: true, mostSteps: 50, remainder: 0.01 },
  LMSDiscreteScheduler: { config: { ...STABLE_DIFFUSION, use_karras_sigmas: true } },
  PNDMScheduler: { config: { ...STABLE_DIFFUSION, skip_prk_steps: true, set_alpha_to_one: true } },
  // Ends at timestep 0, whose noise is not nothing.
  TCDScheduler: { draws: true, mostSteps: 50, remainder: 0.1 },
  UniPCMultistepScheduler: { config: STABLE_DIFFUSION },
};

const VALUES = 24;
const data = Float32Array.from({ length: VALUES }, (_, index) => Math.cos(index));

const factoryOf = (className: string, more: Record<string, unknown> = {}) =>
  createSchedulerFactory({ _class_name: className, ...classes[className]?.config, ...more });

const createOf = (className: string, steps: number, seed = 1): Scheduler =>
  factoryOf(className).create(steps, { noise: new TorchGenerator(seed), ...classes[className]?.options });

/** A denoiser that knows the image: what a scheduler's answer must be for latents that hold it. */
function oracle(className: string, scheduler: Scheduler, sample: Float32Array, stepIndex: number): Float32Array {
  const [signal = 0] = scheduler.addNoise(Float32Array.of(1), Float32Array.of(0), stepIndex);
  const [noise = 0] = scheduler.addNoise(Float32Array.of(0), Float32Array.of(1), stepIndex);
  const flow = className.startsWith('FlowMatch');
  return sample.map((value, index) => {
    const original = data[index] ?? 0;
    const epsilon = (value - signal * original) / noise;
    return flow ? epsilon - original : epsilon;
  });
}

function run(className: string, scheduler: Scheduler): Float32Array {
  let sample = new TorchGenerator(5).randn(VALUES).map((value) => value * scheduler.initNoiseSigma);
  scheduler.timesteps.forEach((_, index) => {
    expect(scheduler.scaleModelInput(sample, index)).toHaveLength(VALUES);
    const answer = oracle(className, scheduler, sample, index);
    const seen = scheduler.denoised(answer, index, sample);
    expect(seen.every((value, which) => Math.abs(value - (data[which] ?? 0)) < 1e-3)).toBe(true);
    sample = Float32Array.from(scheduler.step(answer, index, sample));
  });
  return sample;
}

const everyStepCount = Array.from({ length: 100 }, (_, index) => index + 1);

describe('every scheduler', () => {
  it('is in this list', () => {
    expect(Object.keys(classes).sort()).toEqual([...schedulerClassNames].sort());
  });

  for (const [
    className,
    { draws = false, mostSteps = 1000, remainder = 1e-3, between = false, options },
  ] of Object.entries(classes)) {
    describe(className, () => {
      it('takes 1 to 100 steps, at timesteps that fall and are taken twice at the most', () => {
        for (const steps of everyStepCount.filter((count) => count <= mostSteps)) {
          const { timesteps, order } = createOf(className, steps);
          expect(timesteps.length).toBeGreaterThanOrEqual(steps);
          expect(timesteps.length).toBeLessThanOrEqual(steps * Math.max(order, 1) + 1);
          expect(timesteps.every((timestep, index) => index === 0 || timestep <= (timesteps[index - 1] ?? 0))).toBe(
            true,
          );
          expect(new Set(timesteps).size).toBe(between ? 2 * steps - 1 : steps);
          expect(timesteps.every((timestep) => timestep >= 0 && timestep <= 1000)).toBe(true);
        }
      });

      it('ends at the image when the denoiser knows it, and sees it at every step, in any number of steps', () => {
        for (const steps of [1, 2, 3, 4, 5, 10, 14, 15, 20, 37, 50, 100].filter((count) => count <= mostSteps)) {
          const result = run(className, createOf(className, steps));
          const largest = result.reduce(
            (most, value, index) => Math.max(most, Math.abs(value - (data[index] ?? 0))),
            0,
          );
          expect(largest).toBeLessThan(remainder);
        }
      });

      it(draws ? 'gives the same numbers from the same seed, others from another' : 'draws no noise', () => {
        const first = run(className, createOf(className, 8));
        expect(run(className, createOf(className, 8))).toEqual(first);
        if (draws) {
          const scheduler = createOf(className, 8, 1);
          const other = createOf(className, 8, 2);
          const answer = oracle(className, scheduler, data, 0);
          expect(scheduler.step(answer, 0, data)).not.toEqual(other.step(answer, 0, data));
          expect(() => factoryOf(className).create(8, { ...options })).toThrow(/draws noise .* give it the image's/);
        } else {
          expect(run(className, factoryOf(className).create(8, { ...options }))).toEqual(first);
        }
      });

      it('leaves its inputs as they are, and two images do not disturb each other', () => {
        const [one, two] = [createOf(className, 6), createOf(className, 6)];
        let samples = [data, data];
        one.timesteps.forEach((_, index) => {
          samples = [one, two].map((scheduler, which) => {
            const sample = samples[which] ?? data;
            const answer = oracle(className, scheduler, sample, index);
            const before = [sample.slice(), answer.slice()];
            const next = scheduler.step(answer, index, sample);
            expect([sample, answer]).toEqual(before);
            return Float32Array.from(next);
          });
          expect(samples[0]).toEqual(samples[1]);
        });
      });

      it('refuses a step out of turn, a step that it does not have, and latents of another size', () => {
        const scheduler = createOf(className, 5);
        const evaluations = scheduler.timesteps.length;
        for (const stepIndex of [-1, evaluations, 0.5, Number.NaN]) {
          expect(() => scheduler.step(data, stepIndex, data)).toThrow(RangeError);
          expect(() => scheduler.scaleModelInput(data, stepIndex)).toThrow(RangeError);
          expect(() => scheduler.addNoise(data, data, stepIndex)).toThrow(RangeError);
        }
        expect(() => scheduler.step(data.subarray(1), 0, data)).toThrow(/given 23 values for 24 of latents/);
        scheduler.step(data, 0, data);
        expect(() => scheduler.step(data, 0, data)).toThrow(/asked for step 0 when step 1 is next/);
        expect(() => scheduler.step(data, 2, data)).toThrow(RangeError);
        scheduler.step(data, 1, data);
      });

      it('may begin at any step, for image to image', () => {
        for (let begin = 0; begin < 6; begin += 1) {
          const scheduler = createOf(className, 6);
          let sample = scheduler.addNoise(data, new TorchGenerator(9).randn(VALUES), begin * scheduler.order);
          for (let index = begin * scheduler.order; index < scheduler.timesteps.length; index += 1) {
            sample = scheduler.step(oracle(className, scheduler, sample, index), index, sample);
          }
          expect(sample.every(Number.isFinite)).toBe(true);
        }
      });

      it('refuses a key that it does not know, and a value that it does not support, by name', () => {
        const meta = { _class_name: className, _diffusers_version: '0.42.1' };
        expect(() => createSchedulerFactory({ ...meta, no_such_key: 1 })).toThrow(
          /scheduler_config\.json: .* does not support "no_such_key"/,
        );
        expect(() => createSchedulerFactory({ ...meta, num_train_timesteps: 'many' })).toThrow(
          /does not support "num_train_timesteps": "many"/,
        );
      });
    });
  }

  it('is refused by name when its class is not supported', () => {
    expect(() => createSchedulerFactory({ _class_name: 'ClairvoyantScheduler' })).toThrow(
      /the scheduler ClairvoyantScheduler is not supported/,
    );
  });

  it('refuses more steps than the model was trained with, or distilled at', () => {
    expect(() => factoryOf('DDIMScheduler', { num_train_timesteps: 10 }).create(11)).toThrow(RangeError);
    expect(() => factoryOf('UniPCMultistepScheduler', { num_train_timesteps: 10 }).create(11)).toThrow(RangeError);
    const noise = new TorchGenerator(1);
    expect(() => factoryOf('LCMScheduler').create(51, { noise })).toThrow(/51 steps are more than the 50/);
    expect(() => factoryOf('LCMScheduler').create(6, { noise, strength: 0.1 })).toThrow(RangeError);
  });

  it('refuses fewer steps than a Runge-Kutta warm-up takes', () => {
    const warm = factoryOf('PNDMScheduler', { skip_prk_steps: false });
    expect(() => warm.create(3)).toThrow(/takes 4 steps or more without "skip_prk_steps"/);
    expect(warm.create(4).timesteps).toHaveLength(13);
  });

  it('takes as many steps as asked for where floating point would give one more, at timestep -1', () => {
    const { timesteps } = factoryOf('EulerDiscreteScheduler').create(61);
    expect([timesteps.length, timesteps.at(-1)]).toEqual([61, 15]);
  });

  it('refuses timesteps and sigmas that it cannot be given', () => {
    const noise = new TorchGenerator(1);
    const given = { timesteps: [999, 500] };
    for (const className of ['DDIMScheduler', 'PNDMScheduler', 'LMSDiscreteScheduler', 'UniPCMultistepScheduler']) {
      expect(() => factoryOf(className).create(given)).toThrow(RangeError);
    }
    for (const className of schedulerClassNames.filter((name) => !/^(Euler|FlowMatchEuler)Discrete/.test(name))) {
      expect(() => factoryOf(className).create({ sigmas: [2, 1, 0] }, { noise })).toThrow(RangeError);
    }
    const curved = factoryOf('EulerDiscreteScheduler', { use_karras_sigmas: true });
    expect(() => curved.create(given)).toThrow(/takes no timesteps of its own with a curve of sigmas/);
    for (const timesteps of [[], [500, 999], [500, 500], [1000, 1], [1, -1]]) {
      expect(() => factoryOf('DDPMScheduler').create({ timesteps }, { noise })).toThrow(/timesteps must fall/);
    }
  });

  it('refuses sigmas that do not fall, or fall below nothing', () => {
    for (const sigmas of [
      [],
      [1, 2, 0],
      [1, 1, 0],
      [0, 0],
      [1, -1],
      [Number.POSITIVE_INFINITY, 1, 0],
      [Number.NaN, 0],
    ]) {
      expect(() => factoryOf('EulerDiscreteScheduler').create({ sigmas })).toThrow(/sigmas must fall/);
      const flow = factoryOf('FlowMatchEulerDiscreteScheduler', { use_dynamic_shifting: false });
      expect(() => flow.create({ sigmas })).toThrow(/sigmas must fall/);
    }
  });

  it('needs the size of the image where the shift of a flow depends on it', () => {
    expect(() => factoryOf('FlowMatchEulerDiscreteScheduler').create(4)).toThrow(/give its sequence length/);
  });
});
