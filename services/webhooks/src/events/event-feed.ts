import { GenerationEvent } from '@imageai/contracts/generation';
import { EventConsumer, ensureStreams, Messaging } from '@imageai/messaging';
import type { Logger } from '@imageai/telemetry';
import { EventRepository } from './event.repository.js';
import { EventService } from './event.service.js';

const retryMs = 500;
const forgetEveryMs = 60 * 60 * 1_000;
/** One more than the stream's seven: an event that comes again is still known. */
const keepDays = 8;

interface EventFeedOptions {
  readonly natsUrl: string;
  readonly service: EventService;
  readonly repository: EventRepository;
  readonly logger: Logger;
}

/** Brings events to the service from the moment NATS can be had; until then JetStream keeps them. */
export class EventFeed {
  private messaging: Messaging | undefined;
  private consumer: EventConsumer<GenerationEvent> | undefined;
  private opening: Promise<void> | undefined;
  private forgetting: NodeJS.Timeout | undefined;
  private stopping = false;

  constructor(private readonly options: EventFeedOptions) {}

  start(): void {
    const { repository, logger } = this.options;
    this.opening = this.open();
    this.forgetting = setInterval(() => {
      repository.forget(keepDays).catch((error) => logger.warn({ err: error }, 'old events not forgotten'));
    }, forgetEveryMs);
  }

  /** True when events can reach it. */
  async isReady(): Promise<boolean> {
    return this.consumer !== undefined && (await this.messaging?.isReachable()) === true;
  }

  async stop(): Promise<void> {
    this.stopping = true;
    clearInterval(this.forgetting);
    // Not yet connected: there is nothing to wait for.
    if (this.messaging === undefined) return;
    await this.opening;
    await this.consumer?.stop();
    await this.messaging.close();
  }

  private async open(): Promise<void> {
    const { natsUrl, service, logger } = this.options;
    while (!this.stopping && this.consumer === undefined) {
      try {
        this.messaging ??= await Messaging.connect({ url: natsUrl, service: 'webhooks' });
        if (this.stopping) return await this.messaging.close();
        await ensureStreams(this.messaging);
        const consumer = new EventConsumer(this.messaging, {
          durable: 'webhooks',
          decode: (payload) => GenerationEvent.decode(payload),
          handle: (event) => service.handle(event),
          logger,
        });
        await consumer.start();
        this.consumer = consumer;
      } catch (error) {
        logger.warn({ err: error }, 'events cannot be had yet, trying again');
        await new Promise((resolve) => setTimeout(resolve, retryMs));
      }
    }
  }
}
