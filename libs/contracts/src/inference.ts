export * from './gen/imageai/inference/v1/image_cancellation.js';
export * from './gen/imageai/inference/v1/image_progress.js';
export * from './gen/imageai/inference/v1/image_work.js';
