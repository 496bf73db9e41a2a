import type { Logger } from './logger.js';

/** Runs a task again and again, never twice at once, until stopped; what fails is tried again at the next turn. */
export class Periodic {
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> = Promise.resolve();
  private stopped = false;
  private failing = false;

  constructor(
    private readonly name: string,
    private readonly intervalMs: number,
    private readonly task: () => Promise<void>,
    private readonly logger: Logger,
  ) {}

  start(): void {
    if (this.stopped) return;
    this.timer = setTimeout(() => {
      this.running = this.run().finally(() => this.start());
    }, this.intervalMs);
  }

  async stop(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await this.running;
  }

  /** Says once that it fails, and once that it does no longer. */
  private async run(): Promise<void> {
    try {
      await this.task();
      if (this.failing) this.logger.info({ task: this.name }, 'periodic task works again');
      this.failing = false;
    } catch (error) {
      if (!this.failing) this.logger.warn({ err: error, task: this.name }, 'periodic task failed, will run again');
      this.failing = true;
    }
  }
}
