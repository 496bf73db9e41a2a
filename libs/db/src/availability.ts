import { types } from 'node:util';
import { AppError } from '@imageai/errors';
import type pg from 'pg';

const socketCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
]);

/** Shutting down, crashed, starting up, no connection left; and the whole class 08, connection exceptions. */
const serverCodes = /^(57P0[1-3]|53300|08.{3})$/;

/** What node-postgres says without a code when the connection is lost or cannot be had in time. */
const driverMessages =
  /^(Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection|Client was closed)/;

/** True when an error says that Postgres cannot be reached just now, as opposed to a statement that it refused. */
export function isAway(error: unknown): boolean {
  if (!types.isNativeError(error)) return false;
  if ('errors' in error && Array.isArray(error.errors) && error.errors.some(isAway)) return true;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  return socketCodes.has(code) || serverCodes.test(code) || driverMessages.test(error.message);
}

const rethrow = (error: unknown): never => {
  throw isAway(error) ? new AppError('unavailable', { cause: error }) : error;
};

/** Callers of a pool see `unavailable` while Postgres is away, and every other error as it is. */
export function answerUnavailableWhenAway(pool: pg.Pool): void {
  pool.on('connect', (client) => {
    // A connection that breaks while it is in use tells its query, and emits this too: unheard, it would end the process.
    client.on('error', () => undefined);
    const query: (...parameters: unknown[]) => unknown = client.query.bind(client);
    const guarded = (...parameters: unknown[]): unknown => {
      const result = query(...parameters);
      if (!(result instanceof Promise)) return result;
      return result.catch((error: unknown) => {
        // The server said goodbye and the socket closes only later: the pool must not lend this connection again.
        if (isAway(error)) void client.end().catch(() => undefined);
        return rethrow(error);
      });
    };
    Object.assign(client, { query: guarded });
  });
  const connect = pool.connect.bind(pool) as () => Promise<pg.PoolClient>;
  Object.assign(pool, { connect: () => connect().catch(rethrow) });
}
