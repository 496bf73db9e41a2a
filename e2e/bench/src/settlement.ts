import { newId } from '@imageai/api';
import { GenerationEvent, GenerationStatus, ImageStatus } from '@imageai/contracts/generation';
import { AdmissionServiceClient, UsageServiceClient } from '@imageai/contracts/metering';
import { eventSubject } from '@imageai/contracts/subjects';
import { Messaging } from '@imageai/messaging';
import { createRpcClient } from '@imageai/rpc';
import { inParallel } from './in-parallel.js';
import { type Result, reported } from './result.js';
import { serviceToken, withStack } from './with-stack.js';

const generations = 3_000;
const accounts = 20;
const type = 'generation.succeeded';

/** Terminal events that metering settles in a second: published first, then timed until nothing is reserved any more. */
export const settlement = (): Promise<Result[]> =>
  withStack('null engine', async (stack) => {
    const address = `127.0.0.1:${stack.ports.services.metering.grpc}`;
    const admission = createRpcClient(AdmissionServiceClient, {
      address,
      caller: 'gateway',
      token: await serviceToken(stack, 'gateway'),
    });
    const usage = createRpcClient(UsageServiceClient, { address, caller: 'operator', token: stack.operatorToken });
    const messaging = await Messaging.connect({ url: stack.natsUrl, service: 'bench' });
    const accountIds = Array.from({ length: accounts }, () => newId('acct'));
    const reserved = Array.from({ length: generations }, (_, index) => ({
      accountId: accountIds[index % accounts] ?? '',
      generationId: newId('gen'),
    }));
    const limits = { requestsPerMinute: 1_000_000, imagesPerMonth: 1_000_000 };
    await inParallel(reserved, 16, (one) => admission.admit({ ...one, keyId: 'key_bench', images: 1, limits }));

    const start = performance.now();
    await inParallel(reserved, 64, ({ accountId, generationId }) => {
      const images = [{ id: newId('img'), index: 0, status: ImageStatus.IMAGE_STATUS_STORED }];
      const generation = { id: generationId, accountId, status: GenerationStatus.GENERATION_STATUS_SUCCEEDED, images };
      const event = GenerationEvent.fromPartial({ id: newId('evt'), type, occurredAt: new Date(), generation });
      return messaging.jetStream.publish(eventSubject(type), GenerationEvent.encode(event).finish(), {
        msgID: event.id,
      });
    });
    const isSettled = async (accountId: string): Promise<boolean> => {
      const { balance } = await usage.getBalance({ accountId, month: '' });
      return balance?.reserved === 0;
    };
    for (const accountId of accountIds)
      while (!(await isSettled(accountId))) await new Promise((r) => setTimeout(r, 10));
    const seconds = (performance.now() - start) / 1000;
    admission.close();
    usage.close();
    await messaging.close();
    return [reported('events settled by metering', generations / seconds, '/s')];
  });
