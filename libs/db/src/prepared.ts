import { type RawBuilder, sql } from 'kysely';
import type pg from 'pg';

const marker = /^\/\* prepared: (\w+) \*\//;

/**
 * Begins a statement that each connection parses and plans once, and from then on runs by this name: for large
 * statements on a fast path, whose planning costs more than their work. The text must be the same at every use (arrays
 * and JSON as parameters, no lists of varying length), and the columns of its result must be named, not `*`: a prepared
 * `select *` fails once a migration adds a column.
 */
export const prepared = (name: string): RawBuilder<unknown> => sql.raw(`/* prepared: ${name} */`);

/** Lets a pool's connections run statements that begin with `prepared` by name. */
export function runPreparedByName(pool: pg.Pool): void {
  pool.on('connect', (client) => {
    const query: (...parameters: unknown[]) => unknown = client.query.bind(client);
    const named = (text: unknown, ...rest: unknown[]): unknown => {
      const name = typeof text === 'string' ? marker.exec(text)?.[1] : undefined;
      return name === undefined ? query(text, ...rest) : query({ name, text, values: rest[0] });
    };
    Object.assign(client, { query: named });
  });
}
