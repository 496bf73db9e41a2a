import type { Messaging } from '@imageai/messaging';
import { counter, type Logger } from '@imageai/telemetry';
import { Inject, Injectable } from '@nestjs/common';
import type { Config } from '../config.js';
import { Topology } from '../models/topology.js';
import { CONFIG, LOGGER, MESSAGING } from '../tokens.js';
import { type Message, OutboxRepository, type Published } from './outbox.repository.js';

const publishTimeoutMs = 5_000;
const sweepSize = 200;
const sweepConcurrency = 32;

const published = counter('imageai_generation_outbox_published_total', 'Outbox rows published.', ['kind']);
const failed = counter('imageai_generation_outbox_failed_total', 'Publishes without an acknowledgement.', ['kind']);

/**
 * Publishes what the outbox holds. The process that wrote a row publishes it right after its commit, without reading it
 * again; a sweep publishes what a crash, another replica or NATS being away left. Rows are independent of each other: a
 * generation has one event, that of its end.
 */
@Injectable()
export class Relay {
  /** Rows that are being published, until they are forgotten. */
  private readonly underWay = new Map<number, Promise<void>>();
  private acknowledged: Published[] = [];
  private flushing: Promise<void> | undefined;

  constructor(
    private readonly outbox: OutboxRepository,
    private readonly topology: Topology,
    @Inject(MESSAGING) private readonly messaging: Messaging,
    @Inject(CONFIG) private readonly config: Config,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** Publishes rows that were just committed; returns at once. */
  send(messages: readonly Message[]): void {
    for (const message of messages) this.underWay.set(message.id, this.publishAndForget(message));
  }

  /**
   * Publishes leftovers; once one is not taken it begins no other, so that a dead NATS costs one time-out.
   * @returns whether there may be more
   */
  async sweep(): Promise<boolean> {
    let failing = false;
    const found = await this.outbox.sweep(this.config.OUTBOX_GRACE_MS, sweepSize, async (messages) => {
      const done: Published[] = [];
      const publishNext = async (waiting: Iterator<Message>): Promise<void> => {
        for (let next = waiting.next(); !failing && !next.done; next = waiting.next()) {
          const sequence = await this.publish(next.value);
          if (sequence === undefined) failing = true;
          else done.push({ message: next.value, sequence });
        }
      };
      const waiting = messages.filter(({ id }) => !this.underWay.has(id)).values();
      await Promise.all(Array.from({ length: sweepConcurrency }, () => publishNext(waiting)));
      if (done.length > 0) await this.outbox.complete(done);
    });
    if (failing) await this.topology.ensure();
    return !failing && found === sweepSize;
  }

  /** Waits for what is under way. */
  async settle(): Promise<void> {
    await Promise.all(this.underWay.values());
    while (this.flushing !== undefined) await this.flushing;
  }

  private async publishAndForget(message: Message): Promise<void> {
    const sequence = await this.publish(message);
    if (sequence === undefined) {
      this.underWay.delete(message.id);
      return;
    }
    this.acknowledged.push({ message, sequence });
    this.flushing ??= this.flush();
  }

  /** The sequence that the stream gave it; undefined when it was not acknowledged. */
  private async publish(message: Message): Promise<number | undefined> {
    try {
      const ack = await this.messaging.jetStream.publish(message.subject, message.payload, {
        msgID: message.message_id,
        timeout: publishTimeoutMs,
      });
      published.inc({ kind: message.kind });
      return ack.seq;
    } catch (error) {
      failed.inc({ kind: message.kind });
      this.logger.warn({ err: error, messageId: message.message_id }, 'not published, the sweep will try again');
      return undefined;
    }
  }

  /** Forgets acknowledged rows, as many as came together, one statement at a time. */
  private async flush(): Promise<void> {
    while (this.acknowledged.length > 0) {
      const batch = this.acknowledged;
      this.acknowledged = [];
      try {
        await this.outbox.complete(batch);
      } catch (error) {
        this.logger.warn({ err: error }, 'published rows not forgotten, the sweep will publish them again');
      }
      for (const { message } of batch) this.underWay.delete(message.id);
    }
    this.flushing = undefined;
  }
}
