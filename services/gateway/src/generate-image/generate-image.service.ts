import { type GenerateImageResponse, parseGenerateImage } from '@imageai/api';
import { Inject, Injectable } from '@nestjs/common';
import type { Config } from '../config.js';
import type { ApiCall } from '../http/api-call.js';
import { parsed } from '../http/parsed.js';
import { Acceptor } from '../jobs/acceptor.service.js';
import { toWanted } from '../jobs/order.js';
import { toResponse } from '../jobs/outcome.convert.js';
import { SynchronousWait } from '../jobs/synchronous-wait.js';
import { CONFIG } from '../tokens.js';

/** From a body to stored images. */
@Injectable()
export class GenerateImageService {
  constructor(
    private readonly acceptor: Acceptor,
    private readonly wait: SynchronousWait,
    @Inject(CONFIG) private readonly config: Pick<Config, 'CDN_URL' | 'SYNC_DEADLINE_SECONDS'>,
  ) {}

  async generate(call: ApiCall, body: unknown): Promise<GenerateImageResponse> {
    const sent = parsed(parseGenerateImage(body));
    const expiresInSeconds = sent.expires_in ?? this.config.SYNC_DEADLINE_SECONDS;
    const generation = await this.acceptor.accept(call, { wanted: toWanted(sent), images: sent.n, expiresInSeconds });
    return toResponse(await this.wait.ended(call, generation), this.config.CDN_URL);
  }
}
