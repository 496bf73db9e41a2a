import { newId } from '@imageai/api';
import type { WorkConsumer } from '@imageai/contracts/generation';
import { ImageWork } from '@imageai/contracts/inference';
import { type LaneName, lanes, workConsumer, workStream, workSubject } from '@imageai/contracts/subjects';
import { ensureStreams, type Messaging } from '@imageai/messaging';
import { AckPolicy } from '@nats-io/jetstream';

export const model = 'pattern-1.5';

/** The work queue as generation makes it, with a short ack wait. */
export async function makeQueue(messaging: Messaging, ackWaitMs = 5_000): Promise<WorkConsumer[]> {
  await ensureStreams(messaging);
  for (const lane of lanes) {
    await messaging.manager.consumers.add(workStream, {
      durable_name: workConsumer(model, lane),
      filter_subject: workSubject(model, lane),
      ack_policy: AckPolicy.Explicit,
      ack_wait: ackWaitMs * 1e6,
      max_ack_pending: 10_000,
    });
  }
  return lanes.map((lane) => ({ model, lane, stream: workStream, consumer: workConsumer(model, lane) }));
}

export function imageWork(values: Partial<ImageWork> = {}): ImageWork {
  return ImageWork.fromPartial({
    imageId: newId('img'),
    generationId: newId('gen'),
    accountId: 'acct_1',
    attempt: 1,
    model,
    modelDigest: 'd'.repeat(64),
    prompt: 'a lighthouse',
    style: 'painting',
    width: 64,
    height: 64,
    seed: 7,
    steps: 4,
    guidanceScale: 7.5,
    outputFormat: 'png',
    retentionDays: 30,
    requestId: 'req_1',
    expiresAt: new Date(Date.now() + 600_000),
    ...values,
  });
}

export async function enqueue(
  messaging: Messaging,
  work: ImageWork,
  lane: LaneName = 'enterprise',
): Promise<ImageWork> {
  await messaging.jetStream.publish(workSubject(model, lane), ImageWork.encode(work).finish());
  return work;
}

/** Messages that nobody acked. */
export const left = async (messaging: Messaging): Promise<number> =>
  (await messaging.manager.streams.info(workStream)).state.messages;
