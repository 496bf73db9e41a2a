import { expect, it } from '@jest/globals';
import { sql } from 'kysely';
import { isAway } from './availability.js';
import { createDatabase } from './database.js';

const withCode = (code: string): Error => Object.assign(new Error('x'), { code });

it('knows a server that is away from a statement that was refused', () => {
  for (const code of ['ECONNREFUSED', 'ECONNRESET', '57P01', '57P03', '08006', '53300']) {
    expect(isAway(withCode(code))).toBe(true);
  }
  for (const code of ['23505', '42P01', '57014', 'ENOENT']) expect(isAway(withCode(code))).toBe(false);
  expect(isAway(new Error('Connection terminated unexpectedly'))).toBe(true);
  expect(isAway(new AggregateError([withCode('ECONNREFUSED')]))).toBe(true);
  expect(isAway('ECONNREFUSED')).toBe(false);
});

it('answers unavailable when nobody listens at the address of Postgres', async () => {
  const database = createDatabase({ url: 'postgres://nobody:nothing@127.0.0.1:1/none', schema: 'none' });
  await expect(sql`select 1`.execute(database)).rejects.toMatchObject({ code: 'unavailable' });
  await database.destroy();
});
