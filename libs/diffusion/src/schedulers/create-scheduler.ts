import { ModelError } from '../model/model-error.js';
import { ddimScheduler } from './ddim.js';
import { eulerDiscreteScheduler } from './euler-discrete.js';
import { flowMatchEulerDiscreteScheduler } from './flow-match-euler-discrete.js';
import { pndmScheduler } from './pndm.js';
import type { SchedulerFactory } from './scheduler.js';

const factories: Readonly<Record<string, (config: Record<string, unknown>) => SchedulerFactory>> = {
  DDIMScheduler: ddimScheduler,
  EulerDiscreteScheduler: eulerDiscreteScheduler,
  FlowMatchEulerDiscreteScheduler: flowMatchEulerDiscreteScheduler,
  PNDMScheduler: pndmScheduler,
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
  if (factory) return factory(config);
  throw new ModelError(
    'unsupported_scheduler',
    `scheduler/scheduler_config.json: the scheduler ${className} is not supported; set "_class_name" to one of ${schedulerClassNames.join(', ')}.`,
  );
}
