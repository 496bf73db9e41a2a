import type { GenerateImageParameters } from '@imageai/api';
import { type Limits, PlanName } from '@imageai/contracts/auth';
import { Lane, type Parameters, type WebhookTarget } from '@imageai/contracts/generation';

/** What one image is to be; what the client left open is undefined. */
export interface Wanted extends Omit<Parameters, 'seed' | 'retentionDays'> {
  readonly seed: number | undefined;
  readonly retentionDays: number | undefined;
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
  retentionDays: sent.retention_days,
});

export const toParameters = (wanted: Wanted, seed: number, limits: Limits): Parameters => ({
  ...wanted,
  seed: wanted.seed ?? seed,
  retentionDays: wanted.retentionDays ?? Math.min(defaultRetentionDays, limits.retentionDays),
});
