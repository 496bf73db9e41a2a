import type { Readable } from 'node:stream';
import { type OpenAiImageParameters, type OpenAiImagesResponse, parseOpenAiEdit, parseOpenAiImage } from '@imageai/api';
import type { Generation, Model } from '@imageai/contracts/generation';
import { AppError } from '@imageai/errors';
import type { Logger } from '@imageai/telemetry';
import { Inject, Injectable } from '@nestjs/common';
import type { Config } from '../config.js';
import type { ApiCall } from '../http/api-call.js';
import { parsed } from '../http/parsed.js';
import type { WantedSource } from '../jobs/order.js';
import { SourceAcceptor } from '../jobs/source-acceptor.service.js';
import { SynchronousWait } from '../jobs/synchronous-wait.js';
import { ModelCatalogue } from '../models/model-catalogue.js';
import { CONFIG, LOGGER } from '../tokens.js';
import { bodyOfEdit, toEditBody, toEditSource } from './edit-form.js';
import { ImageAnswers } from './image-answers.service.js';
import { toOrder } from './image-order.js';
import { ImageStream, type StreamKind } from './image-stream.service.js';

/** Images by OpenAI's route: another view of the same generations. */
@Injectable()
export class OpenAiImagesService {
  constructor(
    private readonly models: ModelCatalogue,
    private readonly acceptor: SourceAcceptor,
    private readonly wait: SynchronousWait,
    private readonly answers: ImageAnswers,
    private readonly streams: ImageStream,
    @Inject(CONFIG) private readonly config: Pick<Config, 'SYNC_DEADLINE_SECONDS'>,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  async generate(call: ApiCall, body: unknown): Promise<OpenAiImagesResponse | Readable> {
    const sent = parsed(parseOpenAiImage(body));
    const generation = await this.accept(call, body, sent);
    return this.answer(call, generation, sent, 'image_generation');
  }

  /** Image to image, and inpainting where there is a mask. */
  async edit(call: ApiCall, form: unknown): Promise<OpenAiImagesResponse | Readable> {
    const fields = await toEditBody(form);
    const sent = parsed(parseOpenAiEdit(fields));
    const generation = await this.accept(call, await bodyOfEdit(fields), sent, await toEditSource(sent));
    return this.answer(call, generation, sent, 'image_edit');
  }

  private async answer(call: ApiCall, generation: Generation, sent: OpenAiImageParameters, kind: StreamKind) {
    if (sent.stream) return this.streams.open(call, generation, sent, kind);
    return this.answers.response(await this.wait.ended(call, generation), sent);
  }

  private async accept(
    call: ApiCall,
    body: unknown,
    sent: OpenAiImageParameters,
    source?: WantedSource,
  ): Promise<Generation> {
    const model = await this.models.find(sent.model ?? '');
    const asked = toOrder(sent, model, this.config.SYNC_DEADLINE_SECONDS);
    const order = { ...asked, body, answers: 'images' } as const;
    const generation = await this.acceptor.accept(call, order, source).catch((error: unknown) => {
      throw inTheirWords(error, model);
    });
    if (sent.user !== undefined) this.logger.info({ generationId: generation.id, user: sent.user }, 'made for a user');
    return generation;
  }
}

/** What is wrong with width or height is wrong with `size` here. */
function inTheirWords(error: unknown, model: Model | undefined): unknown {
  if (!(error instanceof AppError) || error.param !== 'width') return error;
  const sizes =
    model === undefined ? '' : `: multiples of ${model.sizeMultiple}, of at most ${model.maxPixels} pixels in all`;
  const message = `Invalid parameter: size must be one that the model can make${sizes}`;
  return new AppError('parameter_invalid', { param: 'size', message, cause: error });
}
