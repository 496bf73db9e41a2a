import { newId } from '@imageai/api';
import { AdmissionServiceClient } from '@imageai/contracts/metering';
import { createRpcClient } from '@imageai/rpc';
import { latencies } from './latencies.js';
import type { Result } from './result.js';
import { serviceToken, withStack } from './with-stack.js';

const admissions = 5_000;
const accounts = 10_000;
const limits = { requestsPerMinute: 10_000_000, imagesPerMonth: 10_000_000 };

/** Reservations that metering grants: all of one account, whose balance they queue for, and spread over many accounts. */
export const admitting = (): Promise<Result[]> =>
  withStack('null engine', async (stack) => {
    const metering = createRpcClient(AdmissionServiceClient, {
      address: `127.0.0.1:${stack.ports.services.metering.grpc}`,
      caller: 'gateway',
      token: await serviceToken(stack, 'gateway'),
    });
    const admit = (accountId: string) =>
      metering.admit({ accountId, generationId: newId('gen'), keyId: 'key_bench', images: 1, limits });
    const [hot, many] = [newId('acct'), Array.from({ length: accounts }, () => newId('acct'))];
    const results = [
      ...(await latencies('admissions of one account', admissions, () => admit(hot))),
      ...(await latencies('admissions of 10,000 accounts', admissions, (index) => admit(many[index % accounts] ?? ''))),
    ];
    metering.close();
    return results;
  });
