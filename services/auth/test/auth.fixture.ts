import { createHash } from 'node:crypto';
import {
  AccountServiceClient,
  type Actor,
  AuditServiceClient,
  AuthServiceClient,
  type Client,
  KeyServiceClient,
  MemberServiceClient,
  PlanName,
  SessionServiceClient,
  type SignedIn,
  UserServiceClient,
} from '@imageai/contracts/auth';
import { migrate } from '@imageai/db';
import { createRpcClient, createRpcServer } from '@imageai/rpc';
import { createLogger } from '@imageai/telemetry';
import { type TestDatabase, testDatabase } from '@imageai/testing';
import type { INestMicroservice } from '@nestjs/common';
import type { Kysely } from 'kysely';
import { AppModule } from '../src/app.module.js';
import type { Settings } from '../src/config.js';
import { openDatabase, schemaName } from '../src/db/database.js';
import { migrations } from '../src/db/migrations/index.js';
import type { AuthSchema } from '../src/db/schema.js';
import { MailQueue } from '../src/mail/mail-queue.js';
import { rpcServices } from '../src/rpc-services.js';
import { Mailbox } from './mailbox.js';

const token = 'a-token-for-every-caller';
const port = 10_000 + (process.pid % 10_000);
const callers = ['gateway', 'operator', 'generation', 'metering', 'storage', 'webhooks'];
const logger = createLogger('test', 'silent');

/** The service as its callers see it, and its database. */
export interface AuthFixture extends Clients {
  readonly app: INestMicroservice;
  readonly database: Kysely<AuthSchema>;
  readonly mailbox: Mailbox;
  /** The service as the gateway sees it. */
  readonly gateway: Clients;
  /** The same service as another caller. */
  as(caller: string): Clients;
  newAccount(plan?: PlanName): Promise<string>;
  /** Somebody who signed up, verified their address, and owns an account. */
  newUser(email: string, name?: string): Promise<SignedIn>;
  stop(): Promise<void>;
}

function clients(caller: string) {
  // Dozens of passwords are compared at once in some tests: no test is about how long that takes.
  const options = { address: `127.0.0.1:${port}`, caller, token, timeoutMs: 60_000 };
  return {
    accounts: createRpcClient(AccountServiceClient, options),
    keys: createRpcClient(KeyServiceClient, options),
    auth: createRpcClient(AuthServiceClient, options),
    audit: createRpcClient(AuditServiceClient, options),
    members: createRpcClient(MemberServiceClient, options),
    sessions: createRpcClient(SessionServiceClient, options),
    users: createRpcClient(UserServiceClient, options),
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

/** Whoever asks, from an address of their own: nobody is throttled for somebody else. */
export const newClient = (): Client => {
  clientsMade += 1;
  return { address: `2001:db8:${clientsMade.toString(16)}::1`, userAgent: 'jest' };
};
let clientsMade = 0;

export const password = 'correct horse battery staple';

export interface FixtureOptions {
  /** Another one than its own: to see what the service does without its database. */
  readonly databaseUrl?: string;
  readonly settings?: Partial<Settings>;
}

export async function startAuth({ databaseUrl, settings }: FixtureOptions = {}): Promise<AuthFixture> {
  const server: TestDatabase | undefined = databaseUrl === undefined ? await testDatabase() : undefined;
  const url = databaseUrl ?? server?.url ?? '';
  if (server !== undefined) await migrate({ url, schema: schemaName }, migrations);
  const database = openDatabase(url, 4);
  const hash = createHash('sha256').update(token).digest('hex');
  const mailbox = new Mailbox();
  const module = AppModule.register({
    database,
    keyPepper: 'pepper'.repeat(8),
    settings: {
      PUBLIC_URL: 'https://imageai.example',
      MAIL_FROM: 'test@imageai.example',
      SESSION_IDLE_HOURS: 2,
      SESSION_DAYS: 30,
      OIDC_PROVIDERS: [],
      ...settings,
    },
    mailSender: mailbox,
    logger,
  });
  const app = await createRpcServer(module, {
    host: '127.0.0.1',
    port,
    services: rpcServices,
    tokenHashes: Object.fromEntries(callers.map((caller) => [caller, hash])),
    logger,
  });
  await app.listen();
  const own = clients('operator');
  const gateway = clients('gateway');
  const others: Clients[] = [];
  let accounts = 0;
  return {
    app,
    database,
    mailbox,
    gateway,
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
    newUser: async (email, name = 'Somebody') => {
      await gateway.users.signUp({ email, name, password, client: newClient() });
      const linkToken = await mailbox.takeToken(email);
      const { result } = await gateway.users.verifyEmail({ token: linkToken, password, client: newClient() });
      if (result?.$case !== 'signedIn') throw new Error(`${email} could not sign up`);
      return result.value;
    },
    stop: async () => {
      for (const group of [own, gateway, ...others]) close(group);
      await app.close();
      await app.get(MailQueue).settle();
      await database.destroy();
      await server?.drop();
    },
  };
}
