import { Messaging } from './connection.js';
import { EventConsumer, type EventConsumerOptions } from './event-consumer.js';
import { ensureStreams } from './streams.js';

export interface DurableConsumerOptions<Event> extends EventConsumerOptions<Event> {
  readonly natsUrl: string;
  /** Whose consumer it is, for whoever looks at the connections of NATS. */
  readonly service: string;
}

const retryMs = 500;

/**
 * Consumes events from the moment NATS can be had. Until then the service answers its RPCs all the same: JetStream keeps
 * the events, and taking them late changes nothing.
 */
export class DurableConsumer<Event> {
  private messaging: Messaging | undefined;
  private consumer: EventConsumer<Event> | undefined;
  private opening: Promise<void> | undefined;
  private stopping = false;

  constructor(private readonly options: DurableConsumerOptions<Event>) {}

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
    const { natsUrl, service, logger } = this.options;
    while (!this.stopping && this.consumer === undefined) {
      try {
        this.messaging ??= await Messaging.connect({ url: natsUrl, service });
        if (this.stopping) return await this.messaging.close();
        await ensureStreams(this.messaging);
        const consumer = new EventConsumer(this.messaging, this.options);
        await consumer.start();
        this.consumer = consumer;
      } catch (error) {
        logger.warn({ err: error }, 'events cannot be had yet, trying again');
        await new Promise((resolve) => setTimeout(resolve, retryMs));
      }
    }
  }
}
