import { createHash } from 'node:crypto';
import {
  AccountServiceClient,
  type Actor,
  AuditServiceClient,
  AuthServiceClient,
  KeyServiceClient,
  PlanName,
} from '@imageai/contracts/auth';
import { migrate } from '@imageai/db';
import { createRpcClient, createRpcServer } from '@imageai/rpc';
import { createLogger } from '@imageai/telemetry';
import { type TestDatabase, testDatabase } from '@imageai/testing';
import type { INestMicroservice } from '@nestjs/common';
import type { Kysely } from 'kysely';
import { AppModule, rpcServices } from '../src/app.module.js';
import { openDatabase, schemaName } from '../src/db/database.js';
import { migrations } from '../src/db/migrations/index.js';
import type { AuthSchema } from '../src/db/schema.js';

const token = 'a-token-for-every-caller';
const port = 10_000 + (process.pid % 10_000);
const logger = createLogger('test', 'silent');

/** The service as its callers see it, and its database. */
export interface AuthFixture extends Clients {
  readonly app: INestMicroservice;
  readonly database: Kysely<AuthSchema>;
  /** The same service as another caller. */
  as(caller: string): Clients;
  newAccount(plan?: PlanName): Promise<string>;
  stop(): Promise<void>;
}

function clients(caller: string) {
  const options = { address: `127.0.0.1:${port}`, caller, token };
  return {
    accounts: createRpcClient(AccountServiceClient, options),
    keys: createRpcClient(KeyServiceClient, options),
    auth: createRpcClient(AuthServiceClient, options),
    audit: createRpcClient(AuditServiceClient, options),
  };
}

type Clients = ReturnType<typeof clients>;

const close = (group: Clients): void => {
  for (const client of Object.values(group)) client.close();
};

/** Somebody as the gateway names them. */
export const actor = ($case: 'userId' | 'keyId' | 'operator', value: string, address = '203.0.113.9'): Actor => ({
  who: { $case, value },
  address,
});

/** @param databaseUrl another one than its own: to see what the service does without its database */
export async function startAuth(databaseUrl?: string): Promise<AuthFixture> {
  const server: TestDatabase | undefined = databaseUrl === undefined ? await testDatabase() : undefined;
  const url = databaseUrl ?? server?.url ?? '';
  if (server !== undefined) await migrate({ url, schema: schemaName }, migrations);
  const database = openDatabase(url, 4);
  const hash = createHash('sha256').update(token).digest('hex');
  const app = await createRpcServer(AppModule.register({ database, keyPepper: 'pepper'.repeat(8), logger }), {
    host: '127.0.0.1',
    port,
    services: rpcServices,
    tokenHashes: { gateway: hash, operator: hash, storage: hash, webhooks: hash },
    logger,
  });
  await app.listen();
  const own = clients('operator');
  const others: Clients[] = [];
  let accounts = 0;
  return {
    app,
    database,
    ...own,
    as: (caller) => {
      const other = clients(caller);
      others.push(other);
      return other;
    },
    newAccount: async (plan = PlanName.PLAN_NAME_PROFESSIONAL) => {
      accounts += 1;
      const { account } = await own.accounts.createAccount({ name: 'A', email: `a${accounts}@example.com`, plan });
      return account?.id ?? '';
    },
    stop: async () => {
      for (const group of [own, ...others]) close(group);
      await app.close();
      await database.destroy();
      await server?.drop();
    },
  };
}
