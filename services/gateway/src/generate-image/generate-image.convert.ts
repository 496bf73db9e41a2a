import type {
  ErrorDetails,
  FailedImage,
  GenerateImageParameters,
  GenerateImageResponse,
  ImageObject,
} from '@imageai/api';
import { type Limits, PlanName } from '@imageai/contracts/auth';
import {
  type Generation,
  GenerationStatus,
  type Image,
  ImageStatus,
  Lane,
  type Parameters,
} from '@imageai/contracts/generation';
import { AppError, type ErrorCode, isErrorCode } from '@imageai/errors';
import { errorDetails } from '../http/envelope.js';

/** Days that images are kept where neither request nor plan says otherwise. */
const defaultRetentionDays = 30;

const lanes: Partial<Record<PlanName, Lane>> = {
  [PlanName.PLAN_NAME_PROFESSIONAL]: Lane.LANE_PROFESSIONAL,
  [PlanName.PLAN_NAME_ENTERPRISE]: Lane.LANE_ENTERPRISE,
};

export const laneOf = (plan: PlanName): Lane => lanes[plan] ?? Lane.LANE_STARTER;

export const toParameters = (sent: GenerateImageParameters, seed: number, limits: Limits): Parameters => ({
  prompt: sent.prompt,
  negativePrompt: sent.negative_prompt ?? '',
  style: sent.style,
  width: sent.width,
  height: sent.height,
  seed,
  guidanceScale: sent.guidance_scale,
  numInferenceSteps: sent.num_inference_steps,
  outputFormat: sent.output_format,
  model: sent.model ?? '',
  retentionDays: sent.retention_days ?? Math.min(defaultRetentionDays, limits.retentionDays),
});

/** The answer to a generation that ended; where no image of it is stored, the first image's error. */
export function toResponse(generation: Generation, cdnUrl: string): GenerateImageResponse {
  const images = [...generation.images].sort((a, b) => a.index - b.index);
  const stored = images.filter(({ status }) => status === ImageStatus.IMAGE_STATUS_STORED);
  const objects = stored.map((image) => toImageObject(image, generation, cdnUrl));
  const [first] = objects;
  if (first === undefined) throw toError(generation, images[0]);
  return {
    ...first,
    system_fingerprint: generation.systemFingerprint,
    ...(images.length > 1 && {
      images: objects,
      failed: images.filter((image) => !stored.includes(image)).map((image) => toFailedImage(image, generation)),
    }),
  };
}

function toImageObject(image: Image, { parameters }: Generation, cdnUrl: string): ImageObject {
  if (parameters === undefined || image.createdAt === undefined) {
    throw new AppError('internal_error', { cause: new Error(`generation sent image ${image.id} incomplete`) });
  }
  return {
    id: image.id,
    url: `${cdnUrl}/${image.id}.${parameters.outputFormat}`,
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
  error: toErrorDetails(codeOf(generation, image)),
});

const toErrorDetails = (code: ErrorCode): ErrorDetails => errorDetails(code);

const toError = (generation: Generation, image: Image | undefined): AppError =>
  new AppError(codeOf(generation, image), {
    cause: new Error(`generation ${generation.id} ended ${generation.status} with "${image?.errorCode}"`),
  });

function codeOf({ status, errorCode }: Generation, image: Image | undefined): ErrorCode {
  if (image !== undefined && isErrorCode(image.errorCode)) return image.errorCode;
  if (image?.status === ImageStatus.IMAGE_STATUS_EXPIRED) return 'generation_timeout';
  if (isErrorCode(errorCode)) return errorCode;
  if (status === GenerationStatus.GENERATION_STATUS_EXPIRED) return 'generation_timeout';
  return status === GenerationStatus.GENERATION_STATUS_CANCELLED ? 'conflict' : 'internal_error';
}
