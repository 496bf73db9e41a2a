import { EventEmitter } from 'node:events';
import { expect, jest, test } from '@jest/globals';
import { DummyDriver, Kysely, PostgresAdapter, PostgresIntrospector, PostgresQueryCompiler, sql } from 'kysely';
import type pg from 'pg';
import { prepared, runPreparedByName } from './prepared.js';

const database = new Kysely<unknown>({
  dialect: {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (db) => new PostgresIntrospector(db),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  },
});

test('a statement that begins with `prepared` runs by its name, every other as it is', () => {
  const pool = new EventEmitter();
  const query = jest.fn();
  const client = { query };
  runPreparedByName(pool as unknown as pg.Pool);
  pool.emit('connect', client);
  const { sql: text, parameters } = sql`${prepared('one_plus')} select 1 + ${2}`.compile(database);
  client.query(text, parameters);
  client.query('select 1', []);
  expect(query.mock.calls).toEqual([[{ name: 'one_plus', text, values: [2] }], ['select 1', []]]);
});
