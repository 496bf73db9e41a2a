import {
  type AcceptedGeneration,
  defaultExpiresInSeconds,
  type GenerateImageResponse,
  parseGenerateImage,
} from '@imageai/api';
import { ImageUrls } from '@imageai/image-urls';
import { Inject, Injectable } from '@nestjs/common';
import type { Config } from '../config.js';
import { GenerationsService } from '../generations/generations.service.js';
import type { ApiCall } from '../http/api-call.js';
import { parsed } from '../http/parsed.js';
import { hasEnded } from '../jobs/generation-watcher.js';
import { toSource, toWanted } from '../jobs/order.js';
import { toResponse } from '../jobs/outcome.convert.js';
import { parsePrefer, patienceSeconds, preferenceApplied } from '../jobs/preference.js';
import { SourceAcceptor } from '../jobs/source-acceptor.service.js';
import { SynchronousWait } from '../jobs/synchronous-wait.js';
import { CONFIG } from '../tokens.js';

/** From a body to stored images, or to the job that makes them where the client prefers that to waiting. */
@Injectable()
export class GenerateImageService {
  constructor(
    private readonly acceptor: SourceAcceptor,
    private readonly wait: SynchronousWait,
    private readonly generations: GenerationsService,
    private readonly urls: ImageUrls,
    @Inject(CONFIG) private readonly config: Pick<Config, 'SYNC_DEADLINE_SECONDS'>,
  ) {}

  async generate(call: ApiCall, body: unknown): Promise<GenerateImageResponse | AcceptedGeneration> {
    const sent = parsed(parseGenerateImage(body));
    const preference = parsePrefer(call.header('prefer'));
    const patience = patienceSeconds(preference);
    const expiresInSeconds =
      sent.expires_in ?? (patience === undefined ? this.config.SYNC_DEADLINE_SECONDS : defaultExpiresInSeconds);
    const answers = patience === 0 ? 'job' : 'images';
    const order = { body, answers, wanted: toWanted(sent), images: sent.n, expiresInSeconds } as const;
    let generation = await this.acceptor.accept(call, order, toSource(sent));
    if (answers === 'images') {
      generation =
        (await this.wait.ended(call, generation, patience)) ?? (await this.generations.find(call, generation.id));
      if (hasEnded(generation)) return toResponse(generation, this.urls);
    }
    call.setStatus(202);
    call.setHeaders({ 'preference-applied': preferenceApplied(preference) });
    return this.generations.accepted(call, generation);
  }
}
