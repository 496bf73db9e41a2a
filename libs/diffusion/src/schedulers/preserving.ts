import { z } from 'zod';
import { clippingShape } from './clipping.js';
import { noiseScheduleShape } from './noise-schedule.js';
import { predictionType, predictOriginal, type Shares } from './prediction.js';
import type { Scheduler } from './scheduler.js';
import { timestepSpacing } from './timestep-spacing.js';
import { weightedSum } from './weighted-sum.js';

/** The keys that schedulers of latents `x = √ᾱ x₀ + √(1 - ᾱ) ε` share: they keep the variance that they begin with. */
export const preservingShape = {
  ...noiseScheduleShape,
  ...clippingShape,
  prediction_type: predictionType.default('epsilon'),
  timestep_spacing: timestepSpacing.default('leading'),
  steps_offset: z.int().min(0).default(0),
};

/** Shares of image and noise where `alpha` (ᾱ) of the variance is the image's. */
export function sharesOf(alpha: number): Shares {
  return { signal: Math.sqrt(alpha), noise: Math.sqrt(1 - alpha) };
}

/** What schedulers of preserved variance share. */
export function preservingParts(
  timesteps: readonly number[],
  alphas: Float32Array,
  type: z.output<typeof predictionType>,
): Pick<Scheduler, 'timesteps' | 'order' | 'initNoiseSigma' | 'scaleModelInput' | 'denoised' | 'addNoise'> {
  const sharesAt = (stepIndex: number) => sharesOf(alphas[timesteps[stepIndex] ?? 0] ?? 0);
  return {
    timesteps,
    order: 1,
    initNoiseSigma: 1,
    scaleModelInput: (sample) => sample,
    denoised: (modelOutput, stepIndex, sample) => predictOriginal(type, modelOutput, sample, sharesAt(stepIndex)),
    addNoise: (original, noise, stepIndex) => {
      const shares = sharesAt(stepIndex);
      return weightedSum([shares.signal, original], [shares.noise, noise]);
    },
  };
}
