export { AppError } from './app-error.js';
export { type ErrorCode, errorRegistry, isErrorCode } from './registry.js';
