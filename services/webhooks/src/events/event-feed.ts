import type { ImageUrls } from '@imageai/image-urls';
import { EventConsumer, ensureStreams, Messaging } from '@imageai/messaging';
import type { Logger } from '@imageai/telemetry';
import type { AccountEvent } from './account-event.js';
import { EventService } from './event.service.js';
import { readEvent } from './read-event.js';

const retryMs = 500;
/** Enough that events which come together are written together. */
const concurrency = 128;

interface EventFeedOptions {
  readonly natsUrl: string;
  readonly urls: ImageUrls;
  readonly service: EventService;
  readonly logger: Logger;
}

/** Brings events to the service from the moment NATS can be had; until then JetStream keeps them. */
export class EventFeed {
  private messaging: Messaging | undefined;
  private consumer: EventConsumer<AccountEvent | undefined> | undefined;
  private opening: Promise<void> | undefined;
  private stopping = false;

  constructor(private readonly options: EventFeedOptions) {}

  start(): void {
    this.opening = this.open();
  }

  /** True when events can reach it. */
  async isReady(): Promise<boolean> {
    return this.consumer !== undefined && (await this.messaging?.isReachable()) === true;
  }

  async stop(): Promise<void> {
    this.stopping = true;
    // Not yet connected: there is nothing to wait for.
    if (this.messaging === undefined) return;
    await this.opening;
    await this.consumer?.stop();
    await this.messaging.close();
  }

  private async open(): Promise<void> {
    const { natsUrl, urls, service, logger } = this.options;
    while (!this.stopping && this.consumer === undefined) {
      try {
        this.messaging ??= await Messaging.connect({ url: natsUrl, service: 'webhooks' });
        if (this.stopping) return await this.messaging.close();
        await ensureStreams(this.messaging);
        const consumer = new EventConsumer(this.messaging, {
          durable: 'webhooks',
          decode: (payload, subject) => readEvent(payload, subject, urls),
          handle: async (event) => event && service.handle(event),
          concurrency,
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
