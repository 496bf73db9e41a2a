import { gauge, type Logger } from '@imageai/telemetry';
import { Inject, Injectable } from '@nestjs/common';
import type { Clock } from '../clock.js';
import type { Config } from '../config.js';
import { CLOCK, CONFIG, LOGGER } from '../tokens.js';
import { ClaimRepository } from './claim.repository.js';
import { DeliveryAttempt } from './delivery-attempt.js';
import type { DueDelivery, Lease } from './due-delivery.js';
import { newLease } from './lease.js';
import { Slots } from './slots.js';

const underWay = gauge('imageai_webhooks_attempts_under_way', 'Tries under way in this process.');

/** A free place, kept for a delivery that is about to be written as taken. One of the two must be called. */
export interface Place {
  readonly lease: string;
  readonly until: Date;
  /** It is written: its first try begins. */
  use(delivery: DueDelivery): void;
  giveBack(): void;
}

/**
 * Runs tries, as many at once as there are places. New deliveries come straight from the event where a place is free;
 * all others, those of a process that died among them, are claimed from Postgres when they are due.
 */
@Injectable()
export class Dispatcher {
  private readonly slots: Slots;
  private readonly running = new Set<Promise<void>>();
  private claiming: Promise<void> | undefined;
  /** Somebody asked to look while a look was under way. */
  private lookAgain = false;
  /** Something due had no place when it was last looked for: the next free place looks again. */
  private isBehind = false;
  /** Places that became free so far. */
  private releases = 0;
  private stopping = false;

  constructor(
    private readonly claims: ClaimRepository,
    private readonly attempts: DeliveryAttempt,
    @Inject(CONFIG)
    private readonly config: Pick<Config, 'DELIVERY_CONCURRENCY' | 'ENDPOINT_CONCURRENCY' | 'ATTEMPT_TIMEOUT_MS'>,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    this.slots = new Slots(config.DELIVERY_CONCURRENCY, config.ENDPOINT_CONCURRENCY);
  }

  /** Undefined where none is free, or a claim is about to fill those that are. */
  reserve(target: string, isFailing: boolean): Place | undefined {
    if (this.stopping || this.claiming !== undefined || !this.slots.take(target, isFailing)) return undefined;
    const lease = newLease(this.clock.now(), this.config.ATTEMPT_TIMEOUT_MS);
    return {
      lease: lease.id,
      until: lease.until,
      use: (delivery) => this.run(delivery, lease),
      giveBack: () => this.release(target),
    };
  }

  /** Looks for what is due, as far as places are free. */
  look(): void {
    this.lookAgain = true;
    if (this.stopping || this.claiming !== undefined) return;
    this.claiming = this.claimWhileAsked()
      .catch((error: unknown) => this.logger.warn({ err: error }, 'due deliveries not claimed, trying again later'))
      .finally(() => {
        this.claiming = undefined;
        // Asked for in the moment between the last look and this.
        if (this.lookAgain) this.look();
      });
  }

  /** Resolves when nothing is under way and nothing due is left to be looked for. */
  async settled(): Promise<void> {
    while (this.claiming !== undefined || this.running.size > 0) {
      await this.claiming;
      await Promise.all(this.running);
    }
  }

  /** Takes nothing more and waits for the tries under way. */
  async stop(): Promise<void> {
    this.stopping = true;
    await this.settled();
  }

  private async claimWhileAsked(): Promise<void> {
    while (this.lookAgain && !this.stopping) {
      this.lookAgain = false;
      const most = this.slots.free;
      if (most === 0) {
        this.isBehind = true;
        return;
      }
      const now = this.clock.now();
      const lease = newLease(now, this.config.ATTEMPT_TIMEOUT_MS);
      const mostOfTarget = this.config.ENDPOINT_CONCURRENCY;
      const inUse = this.slots.inUse();
      const releases = this.releases;
      const { deliveries, dueTargets } = await this.claims.claim({ now, lease, most, mostOfTarget, inUse });
      this.isBehind = dueTargets > 0;
      // A place that became free while Postgres looked was counted as taken, and its own call came too early.
      if (this.isBehind && this.releases > releases) this.lookAgain = true;
      for (const delivery of deliveries) {
        this.slots.add(delivery.target);
        this.run(delivery, lease);
      }
    }
  }

  private run(delivery: DueDelivery, lease: Lease): void {
    underWay.set(this.slots.used);
    const work = this.attempts
      .make(delivery, lease)
      .catch((error: unknown) => {
        this.logger.warn(
          { err: error, deliveryId: delivery.id },
          'try not finished, another follows when its lease is over',
        );
      })
      .finally(() => {
        this.running.delete(work);
        this.release(delivery.target);
      });
    this.running.add(work);
  }

  private release(target: string): void {
    this.slots.release(target);
    this.releases++;
    underWay.set(this.slots.used);
    if (this.isBehind) this.look();
  }
}
