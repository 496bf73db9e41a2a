import { checkModelFolder, type ModelCheck, OnnxRuntime } from '@imageai/diffusion';
import { answerParent } from './in-child.js';

/** What the child is given. */
export interface CheckRequest {
  readonly folder: string;
  readonly executionProviders: readonly string[];
}

await answerParent<CheckRequest, ModelCheck>(({ folder, executionProviders }) =>
  checkModelFolder(folder, new OnnxRuntime({ executionProviders })),
);
