import { z } from 'zod';
import { moment } from './moment.js';

export const usageBuckets = ['hour', 'day', 'month'] as const;
export const usageGroupings = ['key', 'style', 'size', 'model'] as const;

/** The query of `GET /api/usage`. */
export const usageQuery = z.strictObject({
  start: moment()
    .optional()
    .describe(
      'A date or a time; moved back to where its bucket begins. The beginning of the current month where absent.',
    ),
  end: moment()
    .optional()
    .describe(
      'Not part of it; moved on to where a bucket ends. At most 31 days of hours, 366 of days, 120 months after start. Now where absent.',
    ),
  bucket: z
    .enum(usageBuckets, { error: `must be one of ${usageBuckets.join(', ')}` })
    .default('day')
    .describe('How long each period is; hours, days and months are those of UTC.'),
  group_by: z
    .enum(usageGroupings, { error: `must be one of ${usageGroupings.join(', ')}` })
    .optional()
    .describe('What the sums of a period are told apart by.'),
});

const sums = {
  images: z.int().min(0).describe('Stored, and so charged.'),
  images_given_back: z.int().min(0).describe('Reserved and not stored, and so given back.'),
  requests: z.int().min(0).describe('Generations of which at least one image was stored.'),
};

export const usageSums = z.strictObject(sums).meta({ id: 'UsageSums' });

export const usageGroup = z
  .strictObject({
    name: z
      .string()
      .describe('The id of the key, the style, the size (1024x1024) or the model; empty: those without one.'),
    ...sums,
  })
  .meta({ id: 'UsageGroup' });

export const usagePeriod = z
  .strictObject({
    start: z.iso.datetime(),
    end: z.iso.datetime().describe('Not part of it.'),
    ...sums,
    groups: z.array(usageGroup).nullable().describe('Those with anything, by name; null without group_by.'),
  })
  .meta({ id: 'UsagePeriod' });

/** The answer of `GET /api/usage`. */
export const usageReport = z
  .strictObject({
    start: z.iso.datetime(),
    end: z.iso.datetime().describe('Not part of it.'),
    bucket: z.enum(usageBuckets),
    group_by: z.enum(usageGroupings).nullable(),
    total: usageSums,
    data: z.array(usagePeriod).describe('Oldest first, periods without anything included.'),
  })
  .meta({ id: 'UsageReport' });

export type UsageQuery = z.output<typeof usageQuery>;
export type UsageReport = z.output<typeof usageReport>;
export type UsagePeriodResource = z.output<typeof usagePeriod>;
export type UsageSumsResource = z.output<typeof usageSums>;
