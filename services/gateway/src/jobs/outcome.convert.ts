import type { FailedImage, GenerateImageResponse, ImageObject } from '@imageai/api';
import { type Generation, GenerationStatus, type Image, ImageStatus } from '@imageai/contracts/generation';
import { AppError, type ErrorCode, isErrorCode } from '@imageai/errors';
import type { ImageUrls } from '@imageai/image-urls';
import { errorDetails } from '../http/envelope.js';

/** What a generation has to show so far. */
export interface Outcome {
  /** Stored images, by index. */
  readonly images: readonly ImageObject[];
  /** Images that ended without being stored. */
  readonly failed: readonly FailedImage[];
}

const unended: readonly ImageStatus[] = [
  ImageStatus.IMAGE_STATUS_WAITING,
  ImageStatus.IMAGE_STATUS_DISPATCHED,
  ImageStatus.IMAGE_STATUS_RUNNING,
];

export function toOutcome(generation: Generation, urls: ImageUrls): Outcome {
  const images = [...generation.images].sort((a, b) => a.index - b.index);
  const stored = images.filter(({ status }) => status === ImageStatus.IMAGE_STATUS_STORED);
  const failed = images.filter((image) => !stored.includes(image) && !unended.includes(image.status));
  return {
    images: stored.map((image) => toImageObject(image, generation, urls)),
    failed: failed.map((image) => toFailedImage(image, generation)),
  };
}

/** The answer to a generation that ended; where no image of it is stored, the first image's error. */
export function toResponse(generation: Generation, urls: ImageUrls): GenerateImageResponse {
  const { images, failed } = toOutcome(generation, urls);
  const [first] = images;
  if (first === undefined) throw toError(generation);
  return {
    ...first,
    system_fingerprint: generation.systemFingerprint,
    ...(generation.images.length > 1 && { images: [...images], failed: [...failed] }),
  };
}

/** Why a generation that ended has no image. */
export function toError(generation: Generation): AppError {
  const image = generation.images.find(({ index }) => index === 0);
  return new AppError(codeOf(generation, image), {
    cause: new Error(`generation ${generation.id} ended ${generation.status} with "${image?.errorCode}"`),
  });
}

function toImageObject(image: Image, { parameters }: Generation, urls: ImageUrls): ImageObject {
  if (parameters === undefined || image.createdAt === undefined) {
    throw new AppError('internal_error', { cause: new Error(`generation sent image ${image.id} incomplete`) });
  }
  return {
    id: image.id,
    ...urls.of({ id: image.id, format: parameters.outputFormat, private: parameters.private }),
    width: parameters.width,
    height: parameters.height,
    created_at: image.createdAt.toISOString(),
    prompt: parameters.prompt,
    seed: image.seed,
  };
}

const toFailedImage = (image: Image, generation: Generation): FailedImage => ({
  index: image.index,
  seed: image.seed,
  error: errorDetails(codeOf(generation, image)),
});

function codeOf({ status, errorCode }: Generation, image: Image | undefined): ErrorCode {
  if (image !== undefined && isErrorCode(image.errorCode)) return image.errorCode;
  if (image?.status === ImageStatus.IMAGE_STATUS_EXPIRED) return 'generation_timeout';
  if (isErrorCode(errorCode)) return errorCode;
  if (status === GenerationStatus.GENERATION_STATUS_EXPIRED) return 'generation_timeout';
  return status === GenerationStatus.GENERATION_STATUS_CANCELLED ? 'conflict' : 'internal_error';
}
