export { HealthServer, type HealthServerOptions, type ReadinessChecks } from './health-server.js';
export { collectGarbageForLargeBuffers } from './heap.js';
export { createLogger, type Logger, NestLogger } from './logger.js';
export { counter, gauge, histogram, metrics } from './metrics.js';
export { Periodic } from './periodic.js';
export { currentRequestId, runWithRequestId } from './request-context.js';
export { type RunningService, runService } from './run-service.js';
