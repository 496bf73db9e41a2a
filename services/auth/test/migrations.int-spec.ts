import { newId } from '@imageai/api';
import { migrate } from '@imageai/db';
import { type TestDatabase, testDatabase } from '@imageai/testing';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { type Kysely, sql } from 'kysely';
import { openDatabase, schemaName } from '../src/db/database.js';
import { accountsAndKeys } from '../src/db/migrations/0001-accounts-and-keys.js';
import { migrations } from '../src/db/migrations/index.js';
import type { AuthSchema } from '../src/db/schema.js';

let server: TestDatabase;
let database: Kysely<AuthSchema>;

beforeAll(async () => {
  server = await testDatabase();
  database = openDatabase(server.url, 2);
}, 60_000);
afterAll(async () => {
  await database.destroy();
  await server.drop();
});

it('a database of the first release comes through with its accounts, overrides and keys as they were', async () => {
  const options = { url: server.url, schema: schemaName };
  await migrate(options, { '0001-accounts-and-keys': accountsAndKeys });
  const id = newId('acct');
  await sql`
    insert into accounts (id, name, email, plan, concurrency, images_per_month)
    values (${id}, 'Old', 'old@example.com', 'professional', 64, 9000)`.execute(database);
  await sql`
    insert into api_keys (id, account_id, name, prefix, hash, scopes, revoked_at)
    values ('key_1', ${id}, 'k', 'p', '\\x01', '{read}', null), ('key_2', ${id}, 'k', 'p', '\\x02', '{read}', now())`.execute(
    database,
  );

  await migrate(options, migrations);
  const account = await database.selectFrom('accounts_in_force').selectAll().executeTakeFirst();
  expect(account).toMatchObject({
    id,
    plan: 'professional',
    overrides: { concurrency: 64, images_per_month: 9_000 },
    requests_per_minute: 30,
    images_per_month: 9_000,
    concurrency: 64,
    lane: 'professional',
    version: 1,
    deleted_at: null,
  });
  const keys = await database.selectFrom('api_keys').select(['id', 'revocation_reason']).orderBy('id').execute();
  expect(keys).toEqual([
    { id: 'key_1', revocation_reason: null },
    { id: 'key_2', revocation_reason: 'revoked' },
  ]);
  expect(await migrate(options, migrations)).toEqual([]);
});
