import { freePort } from '@imageai/backing-services';
import type { ImageWork } from '@imageai/contracts/inference';
import type { LaneName } from '@imageai/contracts/subjects';
import { Messaging } from '@imageai/messaging';
import { type TestNats, testNats, waitUntil } from '@imageai/testing';
import { afterAll, afterEach, beforeAll, beforeEach, jest } from '@jest/globals';
import type { INestMicroservice } from '@nestjs/common';
import { FakeState, startFakes } from './fake-services.js';
import { enqueue, imageWork, left, makeQueue } from './work-queue.js';
import { startWorker, type WorkerUnderTest } from './worker-under-test.js';

/** A NATS, fakes of generation and storage, and as many workers as a test starts; made anew for each test. */
export class WorkerSuite {
  private port = 0;
  private fakes: INestMicroservice | undefined;
  private workers: WorkerUnderTest[] = [];
  private servers: { nats: TestNats; messaging: Messaging } | undefined;
  state = new FakeState();

  /** Called once, at the top of a test file. */
  static install(): WorkerSuite {
    // Generous: the machine may be busy with other things.
    jest.setTimeout(60_000);
    const suite = new WorkerSuite();
    beforeAll(() => suite.open(), 60_000);
    beforeEach(() => suite.reset());
    afterEach(() => suite.stopAll(), 30_000);
    afterAll(() => suite.close());
    return suite;
  }

  get nats(): TestNats {
    if (this.servers === undefined) throw new Error('not open');
    return this.servers.nats;
  }

  get messaging(): Messaging {
    if (this.servers === undefined) throw new Error('not open');
    return this.servers.messaging;
  }

  async start(config = {}): Promise<WorkerUnderTest> {
    const worker = await startWorker(this.nats.url, `127.0.0.1:${this.port}`, config);
    this.workers.push(worker);
    return worker;
  }

  queue(values: Partial<ImageWork> = {}, lane: LaneName = 'enterprise'): Promise<ImageWork> {
    return enqueue(this.messaging, imageWork(values), lane);
  }

  left(): Promise<number> {
    return left(this.messaging);
  }

  async allAcked(): Promise<void> {
    await waitUntil(async () => (await this.left()) === 0, { what: 'the last ack', timeoutMs: 30_000 });
  }

  async stopFakes(): Promise<void> {
    await this.fakes?.close();
    this.fakes = undefined;
  }

  async startFakes(): Promise<void> {
    this.fakes = await startFakes(this.port, this.state);
  }

  private async open(): Promise<void> {
    const nats = await testNats();
    this.servers = { nats, messaging: await Messaging.connect({ url: nats.url, service: 'test' }) };
    this.port = await freePort();
  }

  private async reset(): Promise<void> {
    this.state = new FakeState();
    this.state.consumers = await makeQueue(this.messaging);
    await this.startFakes();
  }

  private async stopAll(): Promise<void> {
    this.state.gates.clear();
    this.state.dropAtHeartbeat = new Set(this.state.started.map(({ imageId }) => imageId));
    await Promise.all(this.workers.map((worker) => worker.stop()));
    this.workers = [];
    await this.stopFakes();
    await this.messaging.manager.streams.purge('IMAGEAI_WORK');
  }

  private async close(): Promise<void> {
    await this.servers?.messaging.close();
    await this.servers?.nats.stop();
  }
}
