import type { OpenAiCompletedEvent, OpenAiImageParameters, OpenAiImagesResponse } from '@imageai/api';
import type { Generation, Parameters } from '@imageai/contracts/generation';
import { AppError } from '@imageai/errors';
import { ImageUrls } from '@imageai/image-urls';
import { Injectable } from '@nestjs/common';
import { ImageFiles } from '../images/image-files.service.js';
import { toError, toOutcome } from '../jobs/outcome.convert.js';
import { qualityOf } from './image-order.js';
import { usageOf } from './usage.js';

/** The answers to a generation that ended, in OpenAI's words. Both throw the first image's error where none is stored. */
@Injectable()
export class ImageAnswers {
  constructor(
    private readonly files: ImageFiles,
    private readonly urls: ImageUrls,
  ) {}

  async response(generation: Generation, sent: OpenAiImageParameters): Promise<OpenAiImagesResponse> {
    const { images, failed } = toOutcome(generation, this.urls);
    const [first] = images;
    if (first === undefined) throw toError(generation);
    const data: OpenAiImagesResponse['data'] = [];
    // One after the other: ten large files at once are much for one answer.
    for (const { id, url } of images) {
      data.push(sent.response_format === 'url' ? { url } : { b64_json: await this.base64(generation, id) });
    }
    return {
      created: seconds(new Date(first.created_at)),
      data,
      output_format: sent.output_format,
      ...describe(generation, sent),
      usage: usageOf(parametersOf(generation), images.length),
      system_fingerprint: generation.systemFingerprint,
      ...(failed.length > 0 && { failed: [...failed] }),
    };
  }

  async completed(
    generation: Generation,
    sent: OpenAiImageParameters,
    type: OpenAiCompletedEvent['type'],
  ): Promise<OpenAiCompletedEvent> {
    const [image] = toOutcome(generation, this.urls).images;
    if (image === undefined) throw toError(generation);
    return {
      type,
      b64_json: await this.base64(generation, image.id),
      created_at: seconds(new Date(image.created_at)),
      ...describe(generation, sent),
      output_format: sent.output_format,
      usage: usageOf(parametersOf(generation), 1),
    };
  }

  private async base64({ accountId }: Generation, imageId: string): Promise<string> {
    return (await this.files.read(accountId, imageId)).toString('base64');
  }
}

/** What every answer and event says of the image that was asked for. */
export function describe(generation: Generation, sent: OpenAiImageParameters) {
  const { width, height } = parametersOf(generation);
  return { size: `${width}x${height}`, quality: qualityOf(sent), background: 'opaque' } as const;
}

export const seconds = (date: Date): number => Math.floor(date.getTime() / 1000);

function parametersOf({ id, parameters }: Generation): Parameters {
  if (parameters === undefined) {
    throw new AppError('internal_error', { cause: new Error(`generation sent ${id} incomplete`) });
  }
  return parameters;
}
