export * from './gen/imageai/webhooks/v1/delivery.js';
export * from './gen/imageai/webhooks/v1/delivery_service.js';
export * from './gen/imageai/webhooks/v1/endpoint.js';
export * from './gen/imageai/webhooks/v1/endpoint_service.js';
export * from './gen/imageai/webhooks/v1/idempotency_key.js';
