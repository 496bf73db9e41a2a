export * from './gen/imageai/storage/v1/image_service.js';
export * from './gen/imageai/storage/v1/input_service.js';
export * from './gen/imageai/storage/v1/stored_image.js';
