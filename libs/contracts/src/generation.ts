export * from './gen/imageai/generation/v1/dead_letter_service.js';
export * from './gen/imageai/generation/v1/generation.js';
export * from './gen/imageai/generation/v1/generation_event.js';
export * from './gen/imageai/generation/v1/generation_service.js';
export * from './gen/imageai/generation/v1/model.js';
export * from './gen/imageai/generation/v1/model_service.js';
export * from './gen/imageai/generation/v1/queue_service.js';
export * from './gen/imageai/generation/v1/worker_service.js';
