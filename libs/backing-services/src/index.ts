export { freePort, isPortFree } from './free-port.js';
export { type LogMark, logTail, markLog } from './log-tail.js';
export { ManagedProcess, type ProcessExit, type ProcessSpec } from './managed-process.js';
export { ensureNatsServer, findNatsServer, NATS_MISSING } from './nats-binary.js';
export { NatsServer, type NatsServerOptions } from './nats-server.js';
export { type NatsUser, natsAuthorization } from './nats-users.js';
export { PostgresServer, type PostgresServerOptions } from './postgres-server.js';
export { commandOf, isAlive, stopProcess } from './process-table.js';
export { StartupError } from './startup-error.js';
