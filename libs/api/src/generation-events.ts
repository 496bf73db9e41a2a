import { z } from 'zod';
import { generationResource } from './generation-resource.js';

const { id, created_at, queue_position, estimated_start_at, started_at } = generationResource.shape;

/** Data of `queued`. With an id it is the state; without one it tells that the place in the queue has moved. */
export const generationQueuedData = z
  .strictObject({ id, status: z.literal('queued'), created_at, queue_position, estimated_start_at })
  .meta({ id: 'GenerationQueued' });

/** Data of `running`. */
export const generationRunningData = z
  .strictObject({ id, status: z.literal('running'), created_at, started_at })
  .meta({ id: 'GenerationRunning' });

/** Data of `progress`, which has no id and is not repeated. */
export const generationProgressData = z
  .strictObject({
    image_id: z.string().describe('Names the image.'),
    index: z.int().min(0).describe('Its place, 0 to n - 1.'),
    step: z.int().min(0).describe('Denoising steps done.'),
    of: z.int().min(1).describe('Denoising steps in all.'),
    preview: z.string().nullable().describe('A small JPEG in base64; null where there is none at this step.'),
  })
  .meta({ id: 'GenerationProgress' });

/** The data of one event of a generation. */
export const generationEventStreamData = z
  .union([generationQueuedData, generationRunningData, generationProgressData, generationResource])
  .meta({ id: 'GenerationStreamEvent' })
  .describe(
    'The data of one event: of `queued`, `running` and `progress` in this order; of `succeeded`, `failed`, `cancelled` and `expired` the generation, after which the stream ends.',
  );

/** The query of `GET /api/generations/{id}/events`. */
export const followGenerationQuery = z.strictObject({
  last_event_id: z
    .string({ error: 'must be sent once' })
    .regex(/^[0-3]?$/, { error: 'must be the id of an event of this generation' })
    .optional()
    .describe('In place of the header Last-Event-ID, for clients that cannot set it.'),
});

export type GenerationQueuedData = z.output<typeof generationQueuedData>;
export type GenerationRunningData = z.output<typeof generationRunningData>;
export type GenerationProgressData = z.output<typeof generationProgressData>;
export type FollowGenerationQuery = z.output<typeof followGenerationQuery>;
