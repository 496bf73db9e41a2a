import { gauge, type Logger, Periodic } from '@imageai/telemetry';
import type { INestApplicationContext } from '@nestjs/common';
import type { Clock } from '../clock.js';
import type { Config } from '../config.js';
import { ClaimRepository } from '../dispatch/claim.repository.js';
import { Dispatcher } from '../dispatch/dispatcher.js';
import { SecretService } from '../secrets/secret.service.js';
import { CLOCK } from '../tokens.js';
import { RetentionService } from './retention.service.js';

const due = gauge('imageai_webhooks_due', 'Deliveries that are due and that no process has taken, up to 10,000.');

const countIntervalMs = 5_000;
const countMost = 10_000;
const retentionIntervalMs = 60 * 60 * 1_000;

/** All that runs beside calls and events. */
export class Background {
  private readonly dispatcher: Dispatcher;
  private readonly tasks: readonly Periodic[];

  constructor(app: INestApplicationContext, { POLL_INTERVAL_MS }: Config, logger: Logger) {
    this.dispatcher = app.get(Dispatcher);
    const clock = app.get<Clock>(CLOCK);
    const [claims, retention, secrets] = [app.get(ClaimRepository), app.get(RetentionService), app.get(SecretService)];
    const poll = async (): Promise<void> => this.dispatcher.look();
    const count = async (): Promise<void> => due.set(await claims.countDue(clock.now(), countMost));
    this.tasks = [
      new Periodic('poll', POLL_INTERVAL_MS, poll, logger),
      new Periodic('count', countIntervalMs, count, logger),
      new Periodic('retention', retentionIntervalMs, () => retention.sweep(), logger),
      new Periodic('reseal', retentionIntervalMs, () => secrets.resealAll(), logger),
    ];
  }

  start(): void {
    this.dispatcher.look();
    for (const task of this.tasks) task.start();
  }

  /** Waits for the tries under way: none takes longer than its time-out. */
  async stop(): Promise<void> {
    await Promise.all(this.tasks.map((task) => task.stop()));
    await this.dispatcher.stop();
  }
}
