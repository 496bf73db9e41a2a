import type { Generation } from '@imageai/contracts/generation';
import { AppError } from '@imageai/errors';
import { Injectable } from '@nestjs/common';
import { Drain } from '../drain/drain.js';
import type { ApiCall } from '../http/api-call.js';
import { anySignal } from './any-signal.js';
import { GenerationWatcher } from './generation-watcher.js';

/** Generation ends what is late itself; only where it is away at that moment does the gateway end the wait. */
const deadlineGraceMs = 5_000;

/** How a request waits for its generation: not beyond its client, its deadline or this process. */
@Injectable()
export class SynchronousWait {
  constructor(
    private readonly watcher: GenerationWatcher,
    private readonly drain: Drain,
  ) {}

  async ended(call: ApiCall, generation: Generation): Promise<Generation> {
    const { signal, dispose } = anySignal([call.closed, this.drain.timedOut], {
      afterMs: (generation.expiresAt?.getTime() ?? 0) + deadlineGraceMs - Date.now(),
      reason: () => new AppError('generation_timeout'),
    });
    try {
      return await this.watcher.ended(generation, signal);
    } finally {
      dispose();
    }
  }
}
