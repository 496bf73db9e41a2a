import { setTimeout as sleep } from 'node:timers/promises';
import type { ImageEngine } from '@imageai/diffusion';
import { AppError } from '@imageai/errors';
import type { Logger } from '@imageai/telemetry';
import { Inject, Injectable } from '@nestjs/common';
import type { Config } from '../config.js';
import { LanePuller } from '../queue/lane-puller.js';
import { CONFIG, ENGINE, LOGGER, MODELS_CLIENT, type ModelsClient, WORKER_ID } from '../tokens.js';
import { toModel } from './models.convert.js';

const everyMs = 60_000;
const firstRetryMs = 100;
const longestRetryMs = 2_000;

/**
 * Announces the engine's models to generation, and learns which consumers to pull from: at the start, once a minute,
 * and whenever pulling meets trouble (NATS came back, a consumer is gone).
 */
@Injectable()
export class ModelRegistration {
  private readonly stopping = new AbortController();
  private again = new AbortController();
  private loop: Promise<void> = Promise.resolve();
  private registered = false;

  constructor(
    @Inject(ENGINE) private readonly engine: ImageEngine,
    @Inject(MODELS_CLIENT) private readonly models: ModelsClient,
    @Inject(WORKER_ID) private readonly workerId: string,
    @Inject(LOGGER) private readonly logger: Logger,
    @Inject(CONFIG) private readonly config: Pick<Config, 'LANES'>,
    private readonly lanes: LanePuller,
  ) {}

  get isRegistered(): boolean {
    return this.registered;
  }

  start(): void {
    for (const model of this.engine.models) {
      if (model.status === 'unusable') this.logger.error({ model: model.name, reason: model.reason }, 'unusable model');
    }
    this.lanes.onTrouble(() => this.again.abort());
    this.loop = this.run();
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.loop;
  }

  private async run(): Promise<void> {
    let retryMs = firstRetryMs;
    while (!this.stopping.signal.aborted) {
      this.again = new AbortController();
      let waitMs = everyMs;
      try {
        const models = this.engine.models.map(toModel);
        const { consumers } = await this.models.registerModels({ workerId: this.workerId, models });
        const served = consumers.filter(({ lane }) => this.config.LANES.some((name) => name === lane));
        this.lanes.setLanes(served);
        if (!this.registered) this.logger.info({ consumers: served.length }, 'models are registered');
        this.registered = true;
        retryMs = firstRetryMs;
        // Trouble that registering did not cure is not asked about without a pause.
        await this.pause(firstRetryMs, this.stopping.signal);
      } catch (error) {
        this.logger.warn({ err: AppError.from(error).cause ?? error }, 'models are not registered, trying again');
        waitMs = retryMs;
        retryMs = Math.min(retryMs * 2, longestRetryMs);
      }
      await this.pause(waitMs, AbortSignal.any([this.stopping.signal, this.again.signal]));
    }
  }

  private async pause(ms: number, signal: AbortSignal): Promise<void> {
    await sleep(ms, undefined, { signal, ref: false }).catch(() => undefined);
  }
}
