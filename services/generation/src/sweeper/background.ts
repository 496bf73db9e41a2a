import { type Logger, Periodic } from '@imageai/telemetry';
import type { INestApplicationContext } from '@nestjs/common';
import type { Config } from '../config.js';
import { Relay } from '../outbox/relay.js';
import { Queue } from '../queue/queue.js';
import { WatchService } from '../watch/watch.service.js';
import { Preparation } from './preparation.js';
import { Sweeper } from './sweeper.js';

const watchRefreshMs = 1_500;
const queueRefreshMs = 1_000;

/** All that runs beside the calls. */
export class Background {
  private readonly preparation: Preparation;
  private readonly relay: Relay;
  private readonly tasks: readonly Periodic[];

  constructor(app: INestApplicationContext, { SWEEP_INTERVAL_MS }: Config, logger: Logger) {
    this.preparation = app.get(Preparation);
    this.relay = app.get(Relay);
    const [sweeper, queue, watching] = [app.get(Sweeper), app.get(Queue), app.get(WatchService)];
    this.tasks = [
      new Periodic('sweep', SWEEP_INTERVAL_MS, () => sweeper.sweep(), logger),
      new Periodic('outbox', SWEEP_INTERVAL_MS, () => this.sweepOutbox(), logger),
      new Periodic('queue', queueRefreshMs, () => queue.refresh(), logger),
      new Periodic('watch', watchRefreshMs, () => watching.refresh(), logger),
    ];
  }

  get ready(): boolean {
    return this.preparation.ready;
  }

  start(): void {
    this.preparation.start();
    for (const task of this.tasks) task.start();
  }

  async stop(): Promise<void> {
    await Promise.all([this.preparation.stop(), ...this.tasks.map((task) => task.stop())]);
    await this.relay.settle();
  }

  private async sweepOutbox(): Promise<void> {
    while (await this.relay.sweep());
  }
}
