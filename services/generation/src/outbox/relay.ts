import type { Messaging } from '@imageai/messaging';
import { counter, type Logger } from '@imageai/telemetry';
import { Inject, Injectable } from '@nestjs/common';
import type { Config } from '../config.js';
import { Topology } from '../models/topology.js';
import { CONFIG, LOGGER, MESSAGING } from '../tokens.js';
import { type Message, OutboxRepository, type Published } from './outbox.repository.js';

const publishTimeoutMs = 5_000;
const sweepSize = 200;

const published = counter('imageai_generation_outbox_published_total', 'Outbox rows published.', ['kind']);
const failed = counter('imageai_generation_outbox_failed_total', 'Publishes without an acknowledgement.', ['kind']);

interface Tail {
  readonly id: number;
  readonly done: Promise<boolean>;
}

/**
 * Publishes what the outbox holds. The process that wrote a row publishes it right after its commit, without reading it
 * again; a sweep publishes what a crash, another replica or NATS being away left. Events of one generation go one after
 * the other: an event whose predecessor is not published waits for the sweep.
 */
@Injectable()
export class Relay {
  /** The last event under way of each generation, until its row is forgotten. */
  private readonly tails = new Map<string, Tail>();
  private readonly underWay = new Set<number>();
  private acknowledged: Published[] = [];
  private flushing: Promise<void> | undefined;

  constructor(
    private readonly outbox: OutboxRepository,
    private readonly topology: Topology,
    @Inject(MESSAGING) private readonly messaging: Messaging,
    @Inject(CONFIG) private readonly config: Config,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /**
   * Publishes rows that were just committed; returns at once.
   * @param priorEvent the newest event of the same generation that had not been forgotten before
   */
  send(messages: readonly Message[], priorEvent: number | null = null): void {
    for (const message of messages) {
      if (message.kind === 'work') void this.track(message, this.publish(message));
      else this.sendEvent(message, priorEvent);
    }
  }

  /**
   * Publishes leftovers; once one is not taken it begins no other, so that a dead NATS costs one time-out.
   * @returns whether there may be more
   */
  async sweep(): Promise<boolean> {
    let failing = false;
    const publishInOrder = async (messages: readonly Message[]): Promise<Published[]> => {
      const done: Published[] = [];
      for (const message of messages) {
        if (failing || this.underWay.has(message.id)) break;
        const sequence = await this.publish(message);
        if (sequence === undefined) failing = true;
        else done.push({ message, sequence });
      }
      return done;
    };
    const found = await this.outbox.sweep(this.config.OUTBOX_GRACE_MS, sweepSize, async (messages) => {
      const byGeneration = Map.groupBy(messages, (message) => message.generation_id);
      const done = await Promise.all([...byGeneration.values()].map(publishInOrder));
      if (done.some((each) => each.length > 0)) await this.outbox.complete(done.flat());
    });
    if (failing) await this.topology.ensure();
    return !failing && found === sweepSize;
  }

  /** Waits for what is under way. */
  async settle(): Promise<void> {
    await Promise.all([...this.tails.values()].map((tail) => tail.done));
    while (this.flushing !== undefined) await this.flushing;
  }

  private sendEvent(message: Message, priorEvent: number | null): void {
    const tail = this.tails.get(message.generation_id);
    if (priorEvent !== null && tail?.id !== priorEvent) return;
    const before = tail === undefined || priorEvent === null ? undefined : tail.done;
    const publish = before === undefined ? this.publish(message) : this.publishAfter(before, message);
    this.tails.set(message.generation_id, { id: message.id, done: this.track(message, publish) });
  }

  private async publishAfter(before: Promise<boolean>, message: Message): Promise<number | undefined> {
    return (await before) ? this.publish(message) : undefined;
  }

  private async track(message: Message, publish: Promise<number | undefined>): Promise<boolean> {
    this.underWay.add(message.id);
    const sequence = await publish;
    if (sequence === undefined) this.forget([message]);
    else {
      this.acknowledged.push({ message, sequence });
      this.flushing ??= this.flush();
    }
    return sequence !== undefined;
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
      this.forget(batch.map(({ message }) => message));
    }
    this.flushing = undefined;
  }

  private forget(messages: readonly Message[]): void {
    for (const message of messages) {
      this.underWay.delete(message.id);
      if (this.tails.get(message.generation_id)?.id === message.id) this.tails.delete(message.generation_id);
    }
  }
}
