import { EventConsumer, ensureStreams, Messaging } from '@imageai/messaging';
import type { Logger } from '@imageai/telemetry';
import { decodeEvent } from './settlement.convert.js';
import type { SettlementService } from './settlement.service.js';

interface SettlementConsumerOptions {
  readonly natsUrl: string;
  readonly concurrency: number;
  readonly settlement: SettlementService;
  readonly logger: Logger;
}

const retryMs = 500;

/**
 * Brings events to settlement from the moment NATS can be had. Until then the service answers its RPCs all the same:
 * JetStream keeps the events, and settling them late changes no number.
 */
export class SettlementConsumer {
  private messaging: Messaging | undefined;
  private consumer: EventConsumer<ReturnType<typeof decodeEvent>> | undefined;
  private opening: Promise<void> | undefined;
  private stopping = false;

  constructor(private readonly options: SettlementConsumerOptions) {}

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
    const { natsUrl, concurrency, settlement, logger } = this.options;
    while (!this.stopping && this.consumer === undefined) {
      try {
        this.messaging ??= await Messaging.connect({ url: natsUrl, service: 'metering' });
        if (this.stopping) return await this.messaging.close();
        await ensureStreams(this.messaging);
        const consumer = new EventConsumer(this.messaging, {
          durable: 'metering',
          decode: decodeEvent,
          handle: (event) => settlement.handle(event),
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
