import { ImageProgress } from '@imageai/contracts/inference';
import { progressSubject } from '@imageai/contracts/subjects';
import { Messaging } from '@imageai/messaging';
import { createLogger } from '@imageai/telemetry';
import { type TestNats, testNats, waitUntil } from '@imageai/testing';
import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { NatsProgress } from '../src/progress/nats-progress.js';

jest.setTimeout(60_000);

let nats: TestNats;
beforeAll(async () => {
  nats = await testNats();
});
afterAll(async () => nats.stop());

const message = ImageProgress.encode({
  generationId: 'gen_1',
  imageId: 'img_1',
  index: 0,
  step: 1,
  of: 8,
  preview: Buffer.from('a preview'),
}).finish();

it('is heard of a NATS that came late, went away and came back, and only by who asked for that generation', async () => {
  await nats.kill();
  const source = new NatsProgress(nats.url, createLogger('gateway', 'silent'));
  const heard: string[] = [];
  const leave = source.subscribe('gen_1', (data) => heard.push(ImageProgress.decode(data).preview.toString()));
  source.subscribe('gen_2', () => heard.push('of another generation'));
  await nats.restart();
  const worker = await Messaging.connect({ url: nats.url, service: 'worker' });
  const tellUntilHeard = async (): Promise<void> => {
    heard.length = 0;
    await waitUntil(
      () => {
        worker.connection.publish(progressSubject('gen_1'), message);
        return heard.length > 0;
      },
      { timeoutMs: 20_000, intervalMs: 50, what: 'progress' },
    );
    expect(new Set(heard)).toEqual(new Set(['a preview']));
  };
  await tellUntilHeard();
  await nats.kill();
  await nats.restart();
  await tellUntilHeard();
  leave();
  await source.close();
  await worker.close();
});

it('does not keep a gateway from stopping that never reached NATS', async () => {
  const source = new NatsProgress('nats://user:password@127.0.0.1:1', createLogger('gateway', 'silent'));
  source.subscribe('gen_1', () => undefined);
  await source.close();
});
