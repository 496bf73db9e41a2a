import { AuthServiceClient, KeyServiceClient } from '@imageai/contracts/auth';
import { createRpcClient } from '@imageai/rpc';
import { latencies } from './latencies.js';
import type { Result } from './result.js';
import { type BenchStack, serviceToken, withStack } from './with-stack.js';

const verifications = 10_000;

/** Keys that auth looks up, and those that a gateway has looked up in the last second, which cost it no call. */
export const verifying = (): Promise<Result[]> =>
  withStack('null engine', async (stack) => {
    const auth = createRpcClient(AuthServiceClient, {
      address: `127.0.0.1:${stack.ports.services.auth.grpc}`,
      caller: 'gateway',
      token: await serviceToken(stack, 'gateway'),
    });
    const results = await latencies('keys verified by auth', verifications, () =>
      auth.verifyKey({ secret: stack.key }),
    );
    auth.close();
    return [...results, ...(await fromTheCache(stack))];
  });

/** A key that has ended is refused by what the gateway remembers of it, and nothing else is asked: HTTP and the cache alone. */
async function fromTheCache(stack: BenchStack): Promise<Result[]> {
  const keys = createRpcClient(KeyServiceClient, {
    address: `127.0.0.1:${stack.ports.services.auth.grpc}`,
    caller: 'operator',
    token: stack.operatorToken,
  });
  const { accountId } = stack;
  const { key, secret } = await keys.createKey({ accountId, name: 'Ended', scopes: [], expiresAt: undefined });
  await keys.revokeKey({ accountId, keyId: key?.id ?? '' });
  keys.close();
  return latencies('keys verified from the cache, with the request around it', verifications, async () => {
    const response = await fetch(`${stack.url}/api/account`, { headers: { authorization: `Bearer ${secret}` } });
    await response.arrayBuffer();
    if (response.status !== 401) throw new Error(`the platform answered ${response.status} to a key that has ended`);
  });
}
