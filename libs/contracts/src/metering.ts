export * from './gen/imageai/metering/v1/admission_service.js';
export * from './gen/imageai/metering/v1/book_difference.js';
export * from './gen/imageai/metering/v1/limit_status.js';
export * from './gen/imageai/metering/v1/quota_warning.js';
export * from './gen/imageai/metering/v1/usage.js';
export * from './gen/imageai/metering/v1/usage_service.js';
