import { Readable } from 'node:stream';
import type { OpenAiCompletedEvent, OpenAiImageParameters, OpenAiPartialImageEvent } from '@imageai/api';
import type { Generation } from '@imageai/contracts/generation';
import { AppError } from '@imageai/errors';
import type { Logger } from '@imageai/telemetry';
import { Inject, Injectable } from '@nestjs/common';
import { type ApiCall, ClientGone } from '../http/api-call.js';
import { toPublicError } from '../http/envelope.js';
import { eventStreamHeaders, keepAliveMs, keepAliveText, toEventText } from '../http/event-stream.js';
import { SynchronousWait } from '../jobs/synchronous-wait.js';
import { ProgressFeed } from '../progress/progress-feed.js';
import { LOGGER } from '../tokens.js';
import { describe, ImageAnswers, seconds } from './image-answers.service.js';
import { PartialImages } from './partial-images.js';

/** What the names of a stream's events begin with. */
export type StreamKind = 'image_generation' | 'image_edit';

type ImageEvent = OpenAiPartialImageEvent | OpenAiCompletedEvent;

/** A generation as OpenAI's server-sent events: previews, then the image or an error. */
@Injectable()
export class ImageStream {
  constructor(
    private readonly wait: SynchronousWait,
    private readonly answers: ImageAnswers,
    private readonly progress: ProgressFeed,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** The body of the answer; it ends by itself, whatever happens. */
  open(call: ApiCall, generation: Generation, sent: OpenAiImageParameters, kind: StreamKind): Readable {
    call.setHeaders(eventStreamHeaders);
    // A few events a stream, so that a client that does not read holds no more than its own image.
    const body = new Readable({ read: () => undefined });
    const write = (text: string) => {
      if (!body.destroyed) body.push(text);
    };
    // The headers go out with the first byte.
    write(keepAliveText);
    const keepAlive = setInterval(write, keepAliveMs, keepAliveText);
    const stopFollowing = this.followPreviews(generation, sent, kind, (event) => write(toEventText(event.type, event)));
    void this.end(call, generation, sent, kind)
      .then(write)
      .finally(() => {
        clearInterval(keepAlive);
        stopFollowing();
        if (!body.destroyed) body.push(null);
      });
    return body;
  }

  private followPreviews(
    generation: Generation,
    sent: OpenAiImageParameters,
    kind: StreamKind,
    send: (event: ImageEvent) => void,
  ): () => void {
    if (sent.partial_images === 0) return () => undefined;
    const partials = new PartialImages(sent.partial_images);
    let index = 0;
    return this.progress.follow(generation.id, (progress) => {
      const preview = partials.take(progress);
      if (preview === undefined) return;
      send({
        type: `${kind}.partial_image`,
        b64_json: Buffer.from(preview).toString('base64'),
        created_at: seconds(new Date()),
        ...describe(generation, sent),
        output_format: 'jpeg',
        partial_image_index: index++,
      });
    });
  }

  /** The text of the last event. Never rejects: whoever reads the stream has to hear of its end in the stream. */
  private async end(
    call: ApiCall,
    generation: Generation,
    sent: OpenAiImageParameters,
    kind: StreamKind,
  ): Promise<string> {
    try {
      const ended = await this.wait.ended(call, generation);
      const completed = await this.answers.completed(ended, sent, `${kind}.completed`);
      return toEventText(completed.type, completed);
    } catch (thrown) {
      if (thrown instanceof ClientGone) return '';
      const error = AppError.from(thrown);
      if (error.code === 'internal_error') this.logger.error({ err: error.cause ?? error }, 'a stream failed');
      return toEventText('error', { type: 'error', ...toPublicError(error).body });
    }
  }
}
