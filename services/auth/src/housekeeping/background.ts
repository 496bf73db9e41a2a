import type { Logger } from '@imageai/telemetry';
import { Inject, Injectable } from '@nestjs/common';
import { MailQueue } from '../mail/mail-queue.js';
import { LOGGER } from '../tokens.js';
import { HousekeepingRepository } from './housekeeping.repository.js';

const mailEveryMs = 5_000;
const sweepEveryMs = 10 * 60_000;

/** What runs beside the calls: mails that are due, and what is over. */
@Injectable()
export class Background {
  private readonly timers: NodeJS.Timeout[] = [];
  private sweeping: Promise<void> = Promise.resolve();

  constructor(
    private readonly mails: MailQueue,
    private readonly housekeeping: HousekeepingRepository,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  start(): void {
    this.timers.push(setInterval(() => this.mails.poke(), mailEveryMs));
    this.timers.push(setInterval(() => this.sweep(), sweepEveryMs));
  }

  /** Waits for what is under way. */
  async stop(): Promise<void> {
    for (const timer of this.timers) clearInterval(timer);
    await Promise.all([this.mails.settle(), this.sweeping]);
  }

  private sweep(): void {
    this.sweeping = this.sweeping
      .then(() => this.housekeeping.sweep())
      .catch((error: unknown) => this.logger.warn({ err: error }, 'what is over was not removed, will try again'));
  }
}
