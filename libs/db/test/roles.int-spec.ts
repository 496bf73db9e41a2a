import { type TestDatabase, testDatabase } from '@imageai/testing';
import { afterAll, beforeAll, expect, it, test } from '@jest/globals';
import { sql } from 'kysely';
import pg from 'pg';
import { createDatabase, type Migrations, migrate, roleOf, roleStatements, schemaOwners } from '../src/index.js';

const passwords = { auth: 'a', generation: "it's", metering: 'm', storage: 's', webhooks: 'w' };
let database: TestDatabase;

beforeAll(async () => {
  database = await testDatabase();
  await makeRoles();
});

afterAll(() => database.drop());

/** Roles belong to the whole server: what is tested is what they may do in this database. */
const makeRoles = async (given = passwords) => {
  for (const statement of roleStatements(nameOf(database.url), given)) await run(database.url, statement);
};
const nameOf = (url: string) => new URL(url).pathname.slice(1);

function urlOf(service: keyof typeof passwords, password = passwords[service]): string {
  const url = new URL(database.url);
  url.username = roleOf(service);
  url.password = encodeURIComponent(password);
  return url.href;
}

async function run(url: string, statement: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(statement)).rows;
  } finally {
    await client.end();
  }
}

const migrations: Migrations = {
  '0001_things': {
    up: async (db) => {
      await sql`create type mood as enum ('good')`.execute(db);
      await sql`create table things (id bigserial primary key, mood mood)`.execute(db);
      await sql`create function count_things() returns bigint language sql as $$ select count(*) from things $$`.execute(
        db,
      );
    },
  },
};

it.each(schemaOwners)('%s migrates its schema and works in it with its role alone', async (service) => {
  expect(await migrate({ url: urlOf(service), schema: service }, migrations)).toEqual(['0001_things']);
  expect(await migrate({ url: urlOf(service), schema: service }, migrations)).toEqual([]);
  const own = createDatabase({ url: urlOf(service), schema: service });
  try {
    await sql`insert into things (mood) values ('good')`.execute(own);
    expect((await sql`select count_things()`.execute(own)).rows).toEqual([{ count_things: 1 }]);
  } finally {
    await own.destroy();
  }
});

test.each([
  ['read what is in another’s schema', 'select * from auth.things'],
  ['write into it', "insert into auth.things (mood) values ('good')"],
  ['make something in it', 'create table auth.mine (id int)'],
  ['make a schema of its own', 'create schema mine'],
  ['make something in the public schema', 'create table public.mine (id int)'],
  ['make a temporary table', 'create temp table mine (id int)'],
  ['make a role', 'create role mine'],
  ['become another', 'set role imageai_auth'],
  ['read the server’s files', "select pg_read_file('postgresql.conf')"],
])('a role cannot %s', async (_what, statement) => {
  await expect(run(urlOf('webhooks'), statement)).rejects.toMatchObject({ code: '42501' });
});

it('what another user made in a schema before goes to its role, with its rows', async () => {
  await migrate({ url: database.url, schema: 'auth' }, { ...migrations, '0002_more': { up: makeMore } });
  await makeRoles();
  const rows = await run(urlOf('auth'), 'alter table auth.more add column b int; select auth.more_of(1)');
  expect(rows).toBeUndefined();
  expect(await run(urlOf('auth'), "select nextval('auth.more_id_seq') > 0 as counted")).toEqual([{ counted: true }]);
});

it('a password is changed by running the statements again', async () => {
  await makeRoles({ ...passwords, storage: 'new' });
  await expect(run(urlOf('storage'), 'select 1')).rejects.toMatchObject({ code: '28P01' });
  expect(await run(urlOf('storage', 'new'), 'select 1 as one')).toEqual([{ one: 1 }]);
});

async function makeMore(db: Parameters<NonNullable<Migrations[string]['up']>>[0]): Promise<void> {
  await sql`create domain size as int`.execute(db);
  await sql`create table more (id bigserial primary key, size size)`.execute(db);
  await sql`create sequence alone`.execute(db);
  await sql`create view all_more as select * from more`.execute(db);
  await sql`create function more_of(n int) returns int language sql as $$ select n + 1 $$`.execute(db);
}
