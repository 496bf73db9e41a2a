import { describe, expect, it } from '@jest/globals';
import { TorchGenerator } from '../random/torch-generator.js';
import { createSchedulerFactory } from './create-scheduler.js';
import type { ScheduleOptions } from './scheduler.js';

const STABLE_DIFFUSION = {
  beta_start: 0.00085,
  beta_end: 0.012,
  beta_schedule: 'scaled_linear',
  num_train_timesteps: 1000,
  trained_betas: null,
  set_alpha_to_one: false,
  skip_prk_steps: true,
  steps_offset: 1,
  clip_sample: false,
};

const SOLVER = {
  algorithm_type: 'dpmsolver++',
  beta_start: 0.0001,
  beta_end: 0.02,
  beta_schedule: 'linear',
  dynamic_thresholding_ratio: 0.995,
  euler_at_final: false,
  final_sigmas_type: 'zero',
  lambda_min_clipped: Number.NEGATIVE_INFINITY,
  lower_order_final: true,
  num_train_timesteps: 1000,
  rescale_betas_zero_snr: false,
  sample_max_value: 1,
  solver_order: 2,
  solver_type: 'midpoint',
  steps_offset: 0,
  thresholding: false,
  timestep_spacing: 'linspace',
  trained_betas: null,
  use_beta_sigmas: false,
  use_exponential_sigmas: false,
  use_karras_sigmas: false,
  use_lu_lambdas: false,
  variance_type: null,
};

/** Settings as the model families' own repositories have them, and the timestep that they begin at in four steps. */
const published: [model: string, config: Record<string, unknown>, first: number, options?: ScheduleOptions][] = [
  ['Stable Diffusion 1.5', { _class_name: 'PNDMScheduler', ...STABLE_DIFFUSION }, 751],
  ['Stable Diffusion 2.1', { _class_name: 'DDIMScheduler', ...STABLE_DIFFUSION, prediction_type: 'v_prediction' }, 751],
  [
    'Stable Diffusion XL',
    {
      _class_name: 'EulerDiscreteScheduler',
      ...STABLE_DIFFUSION,
      interpolation_type: 'linear',
      prediction_type: 'epsilon',
      sample_max_value: 1,
      timestep_spacing: 'leading',
      use_karras_sigmas: false,
    },
    751,
  ],
  [
    'SD-Turbo',
    {
      _class_name: 'EulerDiscreteScheduler',
      ...STABLE_DIFFUSION,
      interpolation_type: 'linear',
      prediction_type: 'epsilon',
      sigma_max: null,
      sigma_min: null,
      timestep_spacing: 'trailing',
      timestep_type: 'discrete',
      use_karras_sigmas: false,
    },
    999,
  ],
  [
    'SDXL-Turbo',
    {
      _class_name: 'EulerAncestralDiscreteScheduler',
      ...STABLE_DIFFUSION,
      interpolation_type: 'linear',
      prediction_type: 'epsilon',
      rescale_betas_zero_snr: false,
      sample_max_value: 1,
      timestep_spacing: 'trailing',
      use_karras_sigmas: false,
    },
    999,
  ],
  [
    'a latent consistency model',
    {
      _class_name: 'LCMScheduler',
      ...STABLE_DIFFUSION,
      clip_sample_range: 1,
      dynamic_thresholding_ratio: 0.995,
      original_inference_steps: 50,
      prediction_type: 'epsilon',
      rescale_betas_zero_snr: false,
      sample_max_value: 1,
      thresholding: false,
      timestep_scaling: 10,
      timestep_spacing: 'leading',
    },
    999,
  ],
  ['Stable Diffusion 3', { _class_name: 'FlowMatchEulerDiscreteScheduler', num_train_timesteps: 1000, shift: 3 }, 1000],
  [
    'FLUX.1 dev',
    {
      _class_name: 'FlowMatchEulerDiscreteScheduler',
      base_image_seq_len: 256,
      base_shift: 0.5,
      max_image_seq_len: 4096,
      max_shift: 1.15,
      num_train_timesteps: 1000,
      shift: 3,
      use_dynamic_shifting: true,
    },
    1000,
    { imageSequenceLength: 4096 },
  ],
  ['a model with DPM-Solver++', { _class_name: 'DPMSolverMultistepScheduler', ...SOLVER }, 999],
  [
    'a flow with DPM-Solver++',
    {
      _class_name: 'DPMSolverMultistepScheduler',
      ...SOLVER,
      flow_shift: 3,
      prediction_type: 'flow_prediction',
      use_flow_sigmas: true,
    },
    999,
  ],
];

describe('settings as they are published', () => {
  for (const [model, config, first, options] of published) {
    it(`are taken as they are: ${model}`, () => {
      const saved = { ...config, _diffusers_version: '0.30.0' };
      const scheduler = createSchedulerFactory(saved).create(4, { noise: new TorchGenerator(1), ...options });
      expect(scheduler.timesteps[0]).toBe(first);
    });
  }
});
