import {
  OnnxRuntime,
  type OptimiseOptions,
  type OptimiseProgress,
  type OptimiseReport,
  optimiseModel,
} from '@imageai/diffusion';
import { answerParent } from './in-child.js';

/** What the child is given. */
export interface OptimiseRequest {
  readonly folder: string;
  readonly options: Omit<OptimiseOptions, 'onProgress' | 'signal'>;
}

// int8 has its fast operations on the processor.
await answerParent<OptimiseRequest, OptimiseReport, OptimiseProgress>(({ folder, options }, onProgress) =>
  optimiseModel(folder, new OnnxRuntime(), { ...options, onProgress }),
);
