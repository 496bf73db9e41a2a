import { describe, expect, it } from '@jest/globals';
import { createSchedulerFactory } from './create-scheduler.js';

const factory = (className: string, config: Record<string, unknown> = {}) =>
  createSchedulerFactory({ _class_name: className, skip_prk_steps: true, ...config });

describe('a configuration that was saved from another scheduler', () => {
  it('may tune what this one does not do', () => {
    const tuned = {
      solver_order: 3,
      algorithm_type: 'sde-dpmsolver++',
      skip_prk_steps: true,
      interpolation_type: 'linear',
    };
    expect(factory('DDIMScheduler', tuned).create(4).timesteps).toEqual(factory('DDIMScheduler').create(4).timesteps);
  });

  it('may name a schedule that this one does not have only to switch it off', () => {
    const switches = [
      'use_karras_sigmas',
      'use_flow_sigmas',
      'use_dynamic_shifting',
      'invert_sigmas',
      'use_lu_lambdas',
    ];
    for (const key of switches) {
      expect(factory('DDIMScheduler', { [key]: false }).create(4).timesteps).toHaveLength(4);
      expect(() => factory('DDIMScheduler', { [key]: true })).toThrow(`does not support "${key}": true`);
    }
    expect(() => factory('PNDMScheduler', { rescale_betas_zero_snr: true })).toThrow(/"rescale_betas_zero_snr": true/);
  });
});

describe('settings that contradict each other', () => {
  const contradictions: [className: string, config: Record<string, unknown>, message: RegExp][] = [
    [
      'EulerDiscreteScheduler',
      { use_karras_sigmas: true, use_beta_sigmas: true },
      /"use_karras_sigmas" together with "use_beta_sigmas"/,
    ],
    [
      'DPMSolverMultistepScheduler',
      { use_flow_sigmas: true, use_karras_sigmas: true },
      /"use_flow_sigmas" together with "use_karras_sigmas"/,
    ],
    [
      'DPMSolverMultistepScheduler',
      { use_lu_lambdas: true, use_karras_sigmas: true },
      /"use_lu_lambdas" together with "use_karras_sigmas"/,
    ],
    [
      'DPMSolverMultistepScheduler',
      { algorithm_type: 'dpmsolver' },
      /"algorithm_type": "dpmsolver" with "final_sigmas_type": "zero"/,
    ],
    [
      'DPMSolverMultistepScheduler',
      { algorithm_type: 'sde-dpmsolver', final_sigmas_type: 'sigma_min', solver_order: 3 },
      /"sde-dpmsolver" with "solver_order": 3/,
    ],
    [
      'UniPCMultistepScheduler',
      { prediction_type: 'flow_prediction' },
      /"prediction_type": "flow_prediction" without "use_flow_sigmas"/,
    ],
    ['UniPCMultistepScheduler', { use_dynamic_shifting: true }, /"use_dynamic_shifting": true without/],
    ['UniPCMultistepScheduler', { shift_terminal: 0.1 }, /"shift_terminal": 0.1 without "use_flow_sigmas"/],
    ['UniPCMultistepScheduler', { solver_type: 'bh1' }, /"solver_type": "bh1" with "final_sigmas_type": "zero"/],
    ['UniPCMultistepScheduler', { lower_order_final: false }, /"lower_order_final": false with/],
    ['DDPMScheduler', { variance_type: 'learned_range' }, /does not support "variance_type": "learned_range"/],
  ];
  for (const [className, config, message] of contradictions) {
    it(`are refused by name: ${className} ${JSON.stringify(config)}`, () => {
      expect(() => createSchedulerFactory({ _class_name: className, ...config })).toThrow(message);
    });
  }
});
