import type { Scheduler, SchedulerFactory } from './scheduler.js';

/**
 * Holds the schedulers of a factory to their contract: steps are taken in order, on latents of one size. Multistep
 * methods remember earlier answers, so that a step out of turn would give a wrong image rather than an error.
 */
export function inOrder(factory: SchedulerFactory): SchedulerFactory {
  return { ...factory, create: (steps, options) => guarded(factory.className, factory.create(steps, options)) };
}

function guarded(className: string, scheduler: Scheduler): Scheduler {
  let next: number | undefined;
  const check = (stepIndex: number) => {
    if (!Number.isInteger(stepIndex) || stepIndex < 0 || stepIndex >= scheduler.timesteps.length) {
      throw new RangeError(`${className} has ${scheduler.timesteps.length} steps, and no step ${stepIndex}`);
    }
  };
  return {
    ...scheduler,
    scaleModelInput: (sample, stepIndex) => {
      check(stepIndex);
      return scheduler.scaleModelInput(sample, stepIndex);
    },
    step: (modelOutput, stepIndex, sample) => {
      check(stepIndex);
      if (next !== undefined && stepIndex !== next) {
        throw new RangeError(`${className} is asked for step ${stepIndex} when step ${next} is next`);
      }
      if (modelOutput.length !== sample.length) {
        throw new RangeError(`${className} is given ${modelOutput.length} values for ${sample.length} of latents`);
      }
      const result = scheduler.step(modelOutput, stepIndex, sample);
      next = stepIndex + 1;
      return result;
    },
    denoised: (modelOutput, stepIndex, sample) => {
      check(stepIndex);
      return scheduler.denoised(modelOutput, stepIndex, sample);
    },
    addNoise: (original, noise, stepIndex) => {
      check(stepIndex);
      return scheduler.addNoise(original, noise, stepIndex);
    },
  };
}
