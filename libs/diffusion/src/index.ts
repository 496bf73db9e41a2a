export { checkModelFolder, type ModelCheck } from './engine/check-model-folder.js';
export { Engine, type EngineOptions } from './engine/engine.js';
export { EngineError, type EngineErrorCode } from './engine/engine-error.js';
export type {
  EngineRequest,
  GeneratedImage,
  GenerateOptions,
  ImageEngine,
  ModelDescriptor,
  ModelFeature,
  ReadyModel,
  Timings,
  UnusableModel,
} from './engine/image-engine.js';
export { ModelError, type ModelErrorCode } from './model/model-error.js';
export { type ModelFolder, readModelFolder } from './model/read-model-folder.js';
export { NO_STYLE } from './model/styles.js';
export {
  discardUnfinished,
  type OptimiseOptions,
  type OptimiseProgress,
  type OptimiseReport,
  optimiseModel,
} from './optimise/optimise-model.js';
export type { Quality } from './optimise/quality.js';
export {
  type ImageRequest,
  ImageRequestError,
  MAX_GUIDANCE_SCALE,
  MAX_SEED,
  MAX_STEPS,
} from './pipelines/image-request.js';
export { loadPipeline } from './pipelines/load-pipeline.js';
export type { Pipeline, PipelineFeature, PixelImage, Run } from './pipelines/pipeline.js';
export type { SourcePixels } from './pipelines/source-image.js';
export { createGenerator, type GeneratorKind, generatorKinds } from './random/create-generator.js';
export type { NoiseSource } from './random/noise-source.js';
export { TorchCudaGenerator } from './random/torch-cuda-generator.js';
export { TorchGenerator } from './random/torch-generator.js';
export { OnnxRuntime } from './runtime/onnx-runtime.js';
export type { Runtime, RuntimeOptions, Session } from './runtime/session.js';
export { createSchedulerFactory, schedulerClassNames } from './schedulers/create-scheduler.js';
export type { ScheduleOptions, Scheduler, SchedulerFactory, ScheduleSteps } from './schedulers/scheduler.js';
export { type LongPromptReading, longPromptReadings } from './tokenizing/prompt-syntax.js';
