import { AuthServiceClient } from '@imageai/contracts/auth';
import { createRpcClient } from '@imageai/rpc';
import { latencies } from './latencies.js';
import type { Result } from './result.js';
import { serviceToken, withStack } from './with-stack.js';

const verifications = 10_000;

/** Keys that auth looks up. Those that a gateway has looked up in the last second cost it no call. */
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
    return results;
  });
