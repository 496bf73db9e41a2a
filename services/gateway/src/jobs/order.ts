import type { GenerateImageParameters } from '@imageai/api';
import { PlanName } from '@imageai/contracts/auth';
import { Lane, type Parameters, type WebhookTarget } from '@imageai/contracts/generation';
import type { Caller } from '../auth/caller.js';

/** What one image is to be; what the client left open is undefined. */
export interface Wanted extends Omit<Parameters, 'seed' | 'retentionDays' | 'private' | 'omitParameters'> {
  readonly seed: number | undefined;
  readonly retentionDays: number | undefined;
  readonly private: boolean | undefined;
}

/** A request for images, whichever route it came by: what acceptance needs to know of it. */
export interface Order {
  /** As the client sent it: what an idempotency key is bound to. */
  readonly body: unknown;
  /** What the answer shows: a replayed one that shows images is refused once they are gone. */
  readonly answers: 'images' | 'job';
  readonly wanted: Wanted;
  readonly images: number;
  readonly expiresInSeconds: number;
  readonly webhook?: WebhookTarget | undefined;
}

/** A picture that images are to begin with, in place of noise. */
export interface WantedSource {
  /** A file that the client sent, or an image of the account. */
  readonly image: Uint8Array | { readonly imageId: string };
  /** A file, transparent where the image is to be made anew; all of it where there is none. */
  readonly mask: Uint8Array | undefined;
  /** The model's usual share where the client says none. */
  readonly strength: number | undefined;
  /** The size that is made is the picture's own, as far as the model makes it. */
  readonly ownSize: boolean;
}

/** The picture that a body of our own routes names. */
export const toSource = ({ image, strength }: GenerateImageParameters): WantedSource | undefined =>
  image === undefined ? undefined : { image: { imageId: image }, mask: undefined, strength, ownSize: false };

/** Days that images are kept where neither request nor plan says otherwise. */
const defaultRetentionDays = 30;

const lanes: Partial<Record<PlanName, Lane>> = {
  [PlanName.PLAN_NAME_PROFESSIONAL]: Lane.LANE_PROFESSIONAL,
  [PlanName.PLAN_NAME_ENTERPRISE]: Lane.LANE_ENTERPRISE,
};

export const laneOf = (plan: PlanName): Lane => lanes[plan] ?? Lane.LANE_STARTER;

export const toWanted = (sent: GenerateImageParameters): Wanted => ({
  prompt: sent.prompt,
  negativePrompt: sent.negative_prompt ?? '',
  style: sent.style,
  width: sent.width,
  height: sent.height,
  seed: sent.seed,
  guidanceScale: sent.guidance_scale,
  numInferenceSteps: sent.num_inference_steps,
  outputFormat: sent.output_format,
  model: sent.model ?? '',
  source: undefined,
  retentionDays: sent.retention_days,
  private: sent.private,
});

export const toParameters = (
  wanted: Wanted,
  seed: number,
  { limits, privateImages, omitParameters }: Pick<Caller, 'limits' | 'privateImages' | 'omitParameters'>,
): Parameters => ({
  ...wanted,
  seed: wanted.seed ?? seed,
  retentionDays: wanted.retentionDays ?? Math.min(defaultRetentionDays, limits.retentionDays),
  private: wanted.private ?? privateImages,
  omitParameters,
});
