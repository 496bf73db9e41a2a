import { z } from 'zod';
import { planNames } from '../account-resource.js';
import { pageQuery } from '../page-query.js';

const lane = z.enum(planNames);

/** What waits, who works, and what failed for good. */
export const queueOverview = z
  .strictObject({
    lanes: z.array(
      z
        .strictObject({
          lane,
          waiting: z.int().min(0).describe('Images held back by their accounts’ concurrency.'),
          dispatched: z.int().min(0).describe('Images that the next free worker takes.'),
          running: z.int().min(0),
          oldest_accepted_at: z.iso.datetime().nullable().describe('Of those that nobody began; null: there is none.'),
        })
        .meta({ id: 'LaneOverview' }),
    ),
    workers: z.array(
      z
        .strictObject({
          id: z.string().describe('New at each of its starts.'),
          seen_at: z.iso.datetime(),
          running: z.int().min(0).describe('Images that it is making.'),
        })
        .meta({ id: 'WorkerOverview' }),
    ),
    estimates: z.array(
      z
        .strictObject({
          model: z.string(),
          lane,
          wait_ms: z.int().min(0).describe('Until an image that comes now is begun.'),
        })
        .meta({ id: 'QueueEstimate' }),
    ),
    dead_letters: z.int().min(0).describe('Images that failed for good and were not sent again.'),
  })
  .meta({ id: 'QueueOverview' });

/** A model as its workers announced it. */
export const adminModel = z
  .strictObject({
    name: z.string(),
    usable: z.boolean(),
    unusable_reason: z.string().nullable(),
    digest: z.string().describe('SHA-256 over its weights.'),
    system_fingerprint: z.string().nullable().describe('Equal ones promise equal bytes.'),
    pipeline: z.string(),
    features: z.array(z.string()),
    runtime: z.string(),
    default_steps: z.int().min(0),
    default_guidance_scale: z.number(),
    size_multiple: z.int().min(0),
    max_pixels: z.int().min(0),
    licence: z.string(),
    source: z.string(),
    registered_at: z.iso.datetime().nullable().describe('When a worker first announced these weights.'),
  })
  .meta({ id: 'AdminModel' });

/** The answer of `GET /admin/models`, the default first. */
export const adminModelList = z.strictObject({ data: z.array(adminModel) }).meta({ id: 'AdminModelList' });

/** An image that failed for good. */
export const deadLetter = z
  .strictObject({
    image_id: z.string(),
    generation_id: z.string(),
    account_id: z.string(),
    attempts: z.int().min(0),
    reason: z.string().describe('What the last attempt reported, or that its worker was lost.'),
    died_at: z.iso.datetime(),
    retried_as: z.string().nullable().describe('The generation that makes it again; null: nobody asked for one.'),
  })
  .meta({ id: 'DeadLetter' });

/** The query of `GET /admin/dead-letters`. */
export const listDeadLetters = z.strictObject(pageQuery);

/** The answer of `GET /admin/dead-letters`, newest first. */
export const deadLetterPage = z
  .strictObject({ data: z.array(deadLetter), has_more: z.boolean(), next_cursor: z.string().nullable() })
  .meta({ id: 'DeadLetterPage' });

/** The answer to a retry. */
export const retriedDeadLetter = z
  .strictObject({ generation_id: z.string().describe('Asked again, it is the same.') })
  .meta({ id: 'RetriedDeadLetter' });

export type QueueOverview = z.output<typeof queueOverview>;
export type AdminModel = z.output<typeof adminModel>;
export type AdminModelList = z.output<typeof adminModelList>;
export type DeadLetterResource = z.output<typeof deadLetter>;
export type ListDeadLettersQuery = z.output<typeof listDeadLetters>;
export type DeadLetterPage = z.output<typeof deadLetterPage>;
export type RetriedDeadLetter = z.output<typeof retriedDeadLetter>;
