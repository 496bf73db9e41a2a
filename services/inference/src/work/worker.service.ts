import { setTimeout as sleep } from 'node:timers/promises';
import { ImageWork } from '@imageai/contracts/inference';
import { deadLetterSubject } from '@imageai/contracts/subjects';
import type { ImageEngine } from '@imageai/diffusion';
import type { Messaging } from '@imageai/messaging';
import type { Logger } from '@imageai/telemetry';
import { Inject, Injectable } from '@nestjs/common';
import type { Config } from '../config.js';
import { answer } from '../queue/answer.js';
import { type LaneMessage, LanePuller } from '../queue/lane-puller.js';
import { CONFIG, ENGINE, LOGGER, MESSAGING } from '../tokens.js';
import type { HeldImage } from './held-image.js';
import { HeldImages } from './held-images.service.js';
import { ImageMaker } from './image-maker.service.js';
import { Slots } from './slots.js';

/** What images that a stop aborted may take to be handed back. */
const handBackMs = 5_000;
/** How often a worker with an image under way looks for another. */
const lookEveryMs = 100;

export type WorkerConfig = Pick<Config, 'SLOTS' | 'LANES' | 'DRAIN_TIMEOUT_SECONDS' | 'HEARTBEAT_SECONDS'>;

/** Takes work whenever a slot is free, until it is told to stop. */
@Injectable()
export class Worker {
  private readonly slots: Slots;
  private readonly running = new Set<Promise<void>>();
  private readonly giveUp = new AbortController();
  private stopping = false;
  private loop: Promise<void> = Promise.resolve();

  constructor(
    @Inject(CONFIG) private readonly config: WorkerConfig,
    @Inject(MESSAGING) private readonly messaging: Messaging,
    @Inject(ENGINE) engine: ImageEngine,
    @Inject(LOGGER) private readonly logger: Logger,
    private readonly lanes: LanePuller,
    private readonly held: HeldImages,
    private readonly maker: ImageMaker,
  ) {
    this.slots = new Slots(config.SLOTS ?? engine.capacity);
  }

  start(): void {
    this.held.start();
    this.loop = this.takeWork();
  }

  /** Takes no more, lets what is under way end in time, hands back the rest. */
  async stop(): Promise<void> {
    this.stopping = true;
    await this.lanes.close();
    const drainMs = this.config.DRAIN_TIMEOUT_SECONDS * 1_000;
    const abort = setTimeout(() => this.held.abortAll('draining'), drainMs);
    const giveUp = setTimeout(() => this.giveUp.abort(new Error('this worker stops')), drainMs + handBackMs);
    await this.loop;
    await Promise.all(this.running);
    clearTimeout(abort);
    clearTimeout(giveUp);
    this.held.stop();
  }

  private async takeWork(): Promise<void> {
    while (!this.stopping) {
      await this.slots.free();
      if (this.stopping) return;
      const message = await this.nextMessage();
      if (message === undefined) continue;
      const held = await this.hold(message);
      if (held === undefined) continue;
      // Work that may have killed a worker must not take other images with it.
      if (held.work.alone) await this.slots.idle();
      this.begin(held);
      if (held.work.alone) await this.slots.idle();
    }
  }

  /**
   * With the engine free, whatever comes first. With images under way only what no free worker waits for: it would be
   * made sooner there.
   */
  private async nextMessage(): Promise<LaneMessage | undefined> {
    while (this.slots.isEngineBusy) {
      const message = await this.lanes.nextUnclaimed();
      if (message !== undefined || this.stopping) return message;
      await Promise.race([this.slots.engineFree(), sleep(lookEveryMs)]);
      if (this.stopping) return undefined;
    }
    return this.lanes.next();
  }

  private begin(held: HeldImage): void {
    const slot = this.slots.take();
    if (this.stopping) held.abort('draining');
    const made = this.maker.make(held, slot.leaveEngine, this.giveUp.signal).finally(() => {
      this.held.remove(held);
      slot.end();
      this.running.delete(made);
    });
    this.running.add(made);
  }

  private async hold(taken: LaneMessage): Promise<HeldImage | undefined> {
    const { message } = taken;
    let work: ImageWork;
    try {
      work = ImageWork.decode(message.data);
    } catch (error) {
      this.logger.error({ err: error, subject: message.subject }, 'unreadable work, moved to the dead letters');
      await this.messaging.jetStream.publish(deadLetterSubject('inference'), message.data);
      answer(message, '+ACK');
      return undefined;
    }
    return this.held.add(work, taken);
  }
}
