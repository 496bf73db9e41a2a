import { z } from 'zod';
import { planNames } from '../account-resource.js';
import { integer } from '../generate-image-request.js';
import { oneOf } from '../vocabulary.js';

const lane = z
  .enum(planNames, { error: `must be one of ${oneOf(planNames)}` })
  .describe('The queue that images wait in; lanes are served by weight.');

/** What a plan allows, or an account. */
export const adminLimits = z
  .strictObject({
    requests_per_minute: z.int().min(1),
    images_per_month: z.int().min(1),
    concurrency: z.int().min(1).describe('Images that may be made at once; more wait.'),
    max_images_per_request: z.int().min(1).describe('The largest n.'),
    retention_days: z.int().min(1).describe('The longest that an image can be kept.'),
    lane,
  })
  .meta({ id: 'Limits' });

/** What an account has of its own; what is left out is its plan's. */
export const adminOverrides = adminLimits.partial().meta({ id: 'Overrides' });

const limitFields = {
  requests_per_minute: integer(1, 1_000_000).optional(),
  images_per_month: integer(1, 1_000_000_000).optional(),
  concurrency: integer(1, 100_000).optional(),
  max_images_per_request: integer(1, 10).optional(),
  retention_days: integer(1, 36_500).optional(),
  lane: lane.optional(),
};

/** The body of `PUT /admin/accounts/{id}/overrides`. */
export const setOverrides = z
  .strictObject(limitFields)
  .describe('All that is to be its own: what is left out is the plan’s again.')
  .meta({ id: 'SetOverrides' });

/** The body of `PATCH /admin/plans/{name}`. */
export const setPlanLimits = z
  .strictObject(limitFields)
  .describe('What is left out stays as it is.')
  .meta({ id: 'SetPlanLimits' });

/** A plan, which is data. */
export const adminPlan = z
  .strictObject({
    name: z.enum(planNames),
    limits: adminLimits,
    version: z.int().min(1).describe('Grows with every change; sent as `If-Match`, it keeps two from overwriting.'),
  })
  .meta({ id: 'Plan' });

export const adminPlanList = z.strictObject({ data: z.array(adminPlan) }).meta({ id: 'PlanList' });

export type AdminLimits = z.output<typeof adminLimits>;
export type AdminOverrides = z.output<typeof adminOverrides>;
export type LimitParameters = z.output<typeof setOverrides>;
export type AdminPlan = z.output<typeof adminPlan>;
export type AdminPlanList = z.output<typeof adminPlanList>;
