import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { leasePostgres } from './test-postgres.js';

export interface TestDatabase {
  url: string;
  /** Ends whoever is still connected, too. */
  drop(): Promise<void>;
}

/** An empty database for one test file. */
export async function testDatabase(): Promise<TestDatabase> {
  const lease = await leasePostgres();
  const name = `test_${randomBytes(6).toString('hex')}`;
  await execute(lease.url, `CREATE DATABASE ${name}`);
  const url = new URL(lease.url);
  url.pathname = `/${name}`;
  return {
    url: url.href,
    drop: async () => {
      await execute(lease.url, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
      await lease.stop();
    },
  };
}

async function execute(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
