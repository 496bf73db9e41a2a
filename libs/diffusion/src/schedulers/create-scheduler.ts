import { ModelError } from '../model/model-error.js';
import { ddimScheduler } from './ddim.js';
import { ddpmScheduler } from './ddpm.js';
import { dpmSolverMultistepScheduler } from './dpm-solver-multistep.js';
import { dpmSolverSdeScheduler } from './dpm-solver-sde.js';
import { dpmSolverSinglestepScheduler } from './dpm-solver-singlestep.js';
import { eulerAncestralDiscreteScheduler } from './euler-ancestral-discrete.js';
import { eulerDiscreteScheduler } from './euler-discrete.js';
import { flowMatchEulerDiscreteScheduler } from './flow-match-euler-discrete.js';
import { heunDiscreteScheduler } from './heun-discrete.js';
import { inOrder } from './in-order.js';
import { lcmScheduler } from './lcm.js';
import { lmsDiscreteScheduler } from './lms-discrete.js';
import { pndmScheduler } from './pndm.js';
import type { SchedulerFactory } from './scheduler.js';
import { tcdScheduler } from './tcd.js';
import { uniPcMultistepScheduler } from './uni-pc-multistep.js';

const factories: Readonly<Record<string, (config: Record<string, unknown>) => SchedulerFactory>> = {
  DDIMScheduler: ddimScheduler,
  DDPMScheduler: ddpmScheduler,
  DPMSolverMultistepScheduler: dpmSolverMultistepScheduler,
  DPMSolverSDEScheduler: dpmSolverSdeScheduler,
  DPMSolverSinglestepScheduler: dpmSolverSinglestepScheduler,
  EulerAncestralDiscreteScheduler: eulerAncestralDiscreteScheduler,
  EulerDiscreteScheduler: eulerDiscreteScheduler,
  FlowMatchEulerDiscreteScheduler: flowMatchEulerDiscreteScheduler,
  HeunDiscreteScheduler: heunDiscreteScheduler,
  LCMScheduler: lcmScheduler,
  LMSDiscreteScheduler: lmsDiscreteScheduler,
  PNDMScheduler: pndmScheduler,
  TCDScheduler: tcdScheduler,
  UniPCMultistepScheduler: uniPcMultistepScheduler,
};

/** The diffusers class names that `createSchedulerFactory` knows. */
export const schedulerClassNames: readonly string[] = Object.keys(factories);

/**
 * The scheduler that a `scheduler_config.json` describes.
 *
 * @throws ModelError `unsupported_scheduler` when its class or one of its settings is not supported
 */
export function createSchedulerFactory(config: Record<string, unknown>): SchedulerFactory {
  const className = String(config._class_name);
  const factory = factories[className];
  if (factory) return inOrder(factory(config));
  throw new ModelError(
    'unsupported_scheduler',
    `scheduler/scheduler_config.json: the scheduler ${className} is not supported; set "_class_name" to one of ${schedulerClassNames.join(', ')}.`,
  );
}
