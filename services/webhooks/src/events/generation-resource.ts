import type { ErrorDetails, FailedImage, GenerationEventData, GenerationStatusName, ImageObject } from '@imageai/api';
import {
  type Generation,
  GenerationStatus,
  type Image,
  ImageStatus,
  type Parameters,
} from '@imageai/contracts/generation';
import { type ErrorCode, errorRegistry, isErrorCode } from '@imageai/errors';
import type { ImageUrls } from '@imageai/image-urls';

const statusNames: Readonly<Record<GenerationStatus, GenerationStatusName>> = {
  [GenerationStatus.GENERATION_STATUS_UNSPECIFIED]: 'queued',
  [GenerationStatus.GENERATION_STATUS_QUEUED]: 'queued',
  [GenerationStatus.GENERATION_STATUS_RUNNING]: 'running',
  [GenerationStatus.GENERATION_STATUS_SUCCEEDED]: 'succeeded',
  [GenerationStatus.GENERATION_STATUS_FAILED]: 'failed',
  [GenerationStatus.GENERATION_STATUS_CANCELLED]: 'cancelled',
  [GenerationStatus.GENERATION_STATUS_EXPIRED]: 'expired',
  [GenerationStatus.UNRECOGNIZED]: 'queued',
};

/**
 * A generation as the public API shows it: what was asked for, the images that are stored, by index, and those that
 * could not be made. Images are named by URL; their bytes are never in it.
 */
export function generationResource(generation: Generation, urls: ImageUrls): GenerationEventData {
  const { parameters } = generation;
  const images = [...generation.images].sort((a, b) => a.index - b.index);
  const ended = images.filter(({ status }) => status in endings);
  return {
    id: generation.id,
    status: statusNames[generation.status],
    created_at: generation.createdAt?.toISOString() ?? null,
    started_at: generation.startedAt?.toISOString() ?? null,
    finished_at: generation.finishedAt?.toISOString() ?? null,
    expires_at: generation.expiresAt?.toISOString() ?? null,
    request_id: generation.requestId,
    model: generation.model,
    system_fingerprint: generation.systemFingerprint,
    images: parameters === undefined ? [] : images.flatMap((image) => imageObject(image, parameters, urls)),
    failed: ended.map((image) => failedImage(image, generation)),
    error: generation.errorCode === '' ? null : errorDetails(codeOf(generation.errorCode, 'internal_error')),
  };
}

function imageObject(image: Image, parameters: Parameters, urls: ImageUrls): ImageObject[] {
  if (image.status !== ImageStatus.IMAGE_STATUS_STORED || image.createdAt === undefined) return [];
  return [
    {
      id: image.id,
      ...urls.of({ id: image.id, format: parameters.outputFormat, private: parameters.private }),
      width: parameters.width,
      height: parameters.height,
      created_at: image.createdAt.toISOString(),
      prompt: parameters.prompt,
      seed: image.seed,
    },
  ];
}

/** How an image can end without a file, and which error that is where generation names none. */
const endings: Partial<Record<ImageStatus, ErrorCode>> = {
  [ImageStatus.IMAGE_STATUS_FAILED]: 'internal_error',
  [ImageStatus.IMAGE_STATUS_CANCELLED]: 'conflict',
  [ImageStatus.IMAGE_STATUS_EXPIRED]: 'generation_timeout',
};

const failedImage = (image: Image, { errorCode }: Generation): FailedImage => ({
  index: image.index,
  seed: image.seed,
  error: errorDetails(codeOf(image.errorCode, codeOf(errorCode, endings[image.status] ?? 'internal_error'))),
});

const codeOf = (text: string, otherwise: ErrorCode): ErrorCode => (isErrorCode(text) ? text : otherwise);

const errorDetails = (code: ErrorCode): ErrorDetails => ({
  message: errorRegistry[code].text,
  type: errorRegistry[code].type,
  param: null,
  code,
});
