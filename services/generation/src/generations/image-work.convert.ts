import { Parameters } from '@imageai/contracts/generation';
import { ImageWork } from '@imageai/contracts/inference';
import { workSubject } from '@imageai/contracts/subjects';
import type { GenerationRow, ImageRow } from '../db/schema.js';
import type { NewMessage } from '../outbox/outbox.repository.js';

/**
 * The `Nats-Msg-Id` of a work message. The dispatch is part of it because a hand-back keeps the attempt, and JetStream
 * drops an id that it saw within its window of duplicates.
 */
export const workMessageId = (image: Pick<ImageRow, 'id' | 'attempt' | 'dispatches'>): string =>
  `${image.id}:${image.attempt}:${image.dispatches}`;

/** The work message of an image's present dispatch, everything in it resolved. */
export function workMessage(generation: GenerationRow, image: ImageRow): NewMessage {
  const parameters = Parameters.decode(generation.parameters);
  const work: ImageWork = {
    imageId: image.id,
    generationId: generation.id,
    accountId: generation.account_id,
    attempt: image.attempt,
    alone: image.alone,
    model: generation.model,
    modelDigest: generation.model_digest,
    prompt: parameters.prompt,
    negativePrompt: parameters.negativePrompt,
    style: parameters.style,
    width: parameters.width,
    height: parameters.height,
    seed: image.seed,
    steps: parameters.numInferenceSteps ?? 0,
    guidanceScale: parameters.guidanceScale ?? 0,
    outputFormat: parameters.outputFormat,
    encoderQuality: parameters.encoderQuality,
    expiresAt: generation.expires_at,
    retentionDays: parameters.retentionDays,
    requestId: generation.request_id,
    index: image.index,
    source: parameters.source,
    private: parameters.private,
    omitParameters: parameters.omitParameters,
  };
  return {
    kind: 'work',
    subject: workSubject(generation.model, generation.lane),
    message_id: workMessageId(image),
    payload: Buffer.from(ImageWork.encode(work).finish()),
    generation_id: generation.id,
    image_id: image.id,
    dispatch: image.dispatches,
  };
}
