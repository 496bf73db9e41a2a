import type { Generation } from '@imageai/contracts/generation';
import { AppError } from '@imageai/errors';
import type { Logger } from '@imageai/telemetry';
import { Inject, Injectable } from '@nestjs/common';
import { Drain } from '../drain/drain.js';
import { type ApiCall, ClientGone } from '../http/api-call.js';
import type { GenerationClient } from '../peers/peers.js';
import { GENERATION, LOGGER } from '../tokens.js';
import { anySignal } from './any-signal.js';
import { GenerationWatcher } from './generation-watcher.js';

/** Generation ends what is late itself; only where it is away at that moment does the gateway end the wait. */
const deadlineGraceMs = 5_000;

class PatienceOver extends Error {
  override readonly name = 'PatienceOver';
}

/** How a request waits for its generation: not beyond its client, its deadline or this process. */
@Injectable()
export class SynchronousWait {
  constructor(
    private readonly watcher: GenerationWatcher,
    private readonly drain: Drain,
    @Inject(GENERATION) private readonly generations: GenerationClient,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  async ended(call: ApiCall, generation: Generation): Promise<Generation>;
  /** Undefined where the generation has not ended within the client's patience. */
  async ended(call: ApiCall, generation: Generation, patience: number | undefined): Promise<Generation | undefined>;
  async ended(call: ApiCall, generation: Generation, patience?: number): Promise<Generation | undefined> {
    const deadlineMs = (generation.expiresAt?.getTime() ?? 0) + deadlineGraceMs - Date.now();
    const patienceMs = patience === undefined ? Number.POSITIVE_INFINITY : patience * 1_000;
    const { signal, dispose } = anySignal([call.closed, this.drain.timedOut], {
      afterMs: Math.min(deadlineMs, patienceMs),
      reason: () => (patienceMs < deadlineMs ? new PatienceOver() : new AppError('generation_timeout')),
    });
    try {
      return await this.watcher.ended(generation, signal);
    } catch (error) {
      if (error instanceof PatienceOver) return undefined;
      if (error instanceof ClientGone && wantsCancel(call)) await this.cancel(generation);
      throw error;
    } finally {
      dispose();
    }
  }

  /** Nobody is left to be told whether it worked; a job that goes on ends by itself. */
  private async cancel({ accountId, id: generationId }: Generation): Promise<void> {
    await this.generations.cancelGeneration({ accountId, generationId }).catch((error: unknown) => {
      this.logger.warn({ err: error, generationId }, 'not cancelled although its client went away');
    });
  }
}

const wantsCancel = (call: ApiCall): boolean => call.header('x-cancel-on-disconnect')?.trim().toLowerCase() === 'true';
