import type { Logger } from '@imageai/telemetry';
import { Inject, Injectable } from '@nestjs/common';
import type { Config } from '../config.js';
import { WorkStream } from '../outbox/work-stream.js';
import { CLOCK, type Clock, CONFIG, LOGGER } from '../tokens.js';
import { WorkerService } from '../workers/worker.service.js';
import { SweepRepository } from './sweep.repository.js';

const batch = 200;

/** Finds images whose worker died without a word, or whose work message is gone. */
@Injectable()
export class LossFinder {
  constructor(
    private readonly repository: SweepRepository,
    private readonly workers: WorkerService,
    private readonly workStream: WorkStream,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  async sweep(): Promise<void> {
    const now = this.clock.now();
    const since = new Date(now.getTime() - this.config.HEARTBEAT_TIMEOUT_MS);
    const silent = await this.repository.silent(since, batch);
    const running = silent.filter((image) => image.status === 'running');
    for (const image of running) {
      this.logger.warn({ imageId: image.id, attempt: image.attempt, workerId: image.worker_id }, 'worker lost');
      await this.workers.lost(image.id, image.attempt, 'The worker was lost.', image.worker_id);
    }
    const dispatched = silent.filter((image) => image.status === 'dispatched');
    const held = await Promise.all(dispatched.map((image) => this.workStream.holds(image)));
    const present = dispatched.filter((_, index) => held[index] === true);
    if (present.length > 0) await this.repository.seen(present, now);
    for (const image of dispatched.filter((_, index) => held[index] === false)) {
      this.logger.warn({ imageId: image.id, attempt: image.attempt }, 'work message lost');
      await this.workers.lost(image.id, image.attempt, 'The work message was lost.', null);
    }
  }
}
