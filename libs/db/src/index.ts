export { createDatabase, type DatabaseOptions, type Executor, isReachable } from './database.js';
export {
  createIdempotencyKeys,
  earlierRequest,
  type IdempotencyKeysTable,
  type KeyedRequest,
} from './idempotency-keys.js';
export { type Migrations, migrate } from './migrate.js';
export { prepared } from './prepared.js';
export { roleOf, roleStatements, type SchemaOwner, schemaOwners } from './roles.js';
