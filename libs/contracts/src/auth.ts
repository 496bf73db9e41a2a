export * from './gen/imageai/auth/v1/account.js';
export * from './gen/imageai/auth/v1/account_service.js';
export * from './gen/imageai/auth/v1/api_key.js';
export * from './gen/imageai/auth/v1/auth_service.js';
export * from './gen/imageai/auth/v1/key_service.js';
export * from './gen/imageai/auth/v1/plan.js';
