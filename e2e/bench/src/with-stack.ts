import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AccountServiceClient, KeyServiceClient, PlanName } from '@imageai/contracts/auth';
import { type Stack, startStack } from '@imageai/local';
import { createRpcClient } from '@imageai/rpc';

export type EngineChoice = 'embedded model' | 'null engine';

export interface BenchStack extends Stack {
  readonly accountId: string;
  /** A key of an Enterprise account whose limits no benchmark reaches. */
  readonly key: string;
}

/** Runs work against the whole platform in a folder of its own, durable as in production, and leaves nothing behind. */
export async function withStack<R>(
  engine: EngineChoice,
  work: (stack: BenchStack) => Promise<R>,
  settings: Readonly<Record<string, string>> = {},
): Promise<R> {
  const dataDir = await mkdtemp(join(tmpdir(), 'imageai-bench-'));
  const nullEngine = fileURLToPath(new URL('./null-engine.js', import.meta.url));
  const env = { ...settings, ...(engine === 'null engine' && { INFERENCE_ENGINE: nullEngine }) };
  try {
    const stack = await startStack({ dataDir, env: { LOG_LEVEL: 'warn', ...env } });
    try {
      return await work({ ...stack, ...(await unlimitedAccount(stack)) });
    } finally {
      await stack.stop();
    }
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
}

async function unlimitedAccount(stack: Stack): Promise<{ accountId: string; key: string }> {
  const connection = {
    address: `127.0.0.1:${stack.ports.services.auth.grpc}`,
    caller: 'operator',
    token: stack.operatorToken,
  };
  const accounts = createRpcClient(AccountServiceClient, connection);
  const keys = createRpcClient(KeyServiceClient, connection);
  const plan = PlanName.PLAN_NAME_ENTERPRISE;
  const { account } = await accounts.createAccount({ name: 'Benchmark', email: 'bench@example.com', plan });
  const accountId = account?.id ?? '';
  const overrides = { requestsPerMinute: 1_000_000, imagesPerMonth: 100_000_000, concurrency: 64 };
  await accounts.setPlan({ accountId, plan, overrides });
  const { secret } = await keys.createKey({ accountId, name: 'Benchmark', scopes: [], expiresAt: undefined });
  accounts.close();
  keys.close();
  return { accountId, key: secret };
}

/** What a service shows others, so that a benchmark can call as that service. */
export async function serviceToken({ layout }: Stack, service: 'gateway' | 'inference'): Promise<string> {
  return JSON.parse(await readFile(layout.secretsFile, 'utf8')).tokens[service];
}

/** One picture over HTTP, in milliseconds from request to answer. */
export async function timePicture(stack: BenchStack, body: object): Promise<number> {
  const start = performance.now();
  const response = await fetch(`${stack.url}/api/generate-image`, {
    method: 'POST',
    headers: { authorization: `Bearer ${stack.key}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`the platform answered ${response.status}: ${text}`);
  return performance.now() - start;
}
