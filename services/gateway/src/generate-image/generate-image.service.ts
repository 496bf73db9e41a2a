import { type GenerateImageResponse, parseGenerateImage } from '@imageai/api';
import type { Generation } from '@imageai/contracts/generation';
import { AppError } from '@imageai/errors';
import { Inject, Injectable } from '@nestjs/common';
import type { Config } from '../config.js';
import { Drain } from '../drain/drain.js';
import type { ApiCall } from '../http/api-call.js';
import { parsed } from '../http/parsed.js';
import { Acceptor } from '../jobs/acceptor.service.js';
import { anySignal } from '../jobs/any-signal.js';
import { GenerationWatcher } from '../jobs/generation-watcher.js';
import { toWanted } from '../jobs/order.js';
import { toResponse } from '../jobs/outcome.convert.js';
import { CONFIG } from '../tokens.js';

/** Generation ends what is late itself; only where it is away at that moment does the gateway end the wait. */
const deadlineGraceMs = 5_000;

/** From a body to stored images. */
@Injectable()
export class GenerateImageService {
  constructor(
    private readonly acceptor: Acceptor,
    private readonly watcher: GenerationWatcher,
    private readonly drain: Drain,
    @Inject(CONFIG) private readonly config: Pick<Config, 'CDN_URL' | 'SYNC_DEADLINE_SECONDS'>,
  ) {}

  async generate(call: ApiCall, body: unknown): Promise<GenerateImageResponse> {
    const sent = parsed(parseGenerateImage(body));
    const expiresInSeconds = sent.expires_in ?? this.config.SYNC_DEADLINE_SECONDS;
    const generation = await this.acceptor.accept(call, { wanted: toWanted(sent), images: sent.n, expiresInSeconds });
    return toResponse(await this.wait(call, generation), this.config.CDN_URL);
  }

  private async wait(call: ApiCall, generation: Generation): Promise<Generation> {
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
