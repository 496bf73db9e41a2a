import { z } from 'zod';

export const planNames = ['starter', 'professional', 'enterprise'] as const;

/** The answer of `GET /api/account`. */
export const accountResource = z
  .strictObject({
    id: z
      .string()
      .regex(/^acct_[0-9a-z]+$/)
      .describe('Names the account.'),
    name: z.string().describe('What its owner calls it.'),
    plan: z.enum(planNames),
    suspended: z.boolean().describe('An operator stopped it.'),
    limits: z
      .strictObject({
        requests_per_minute: z.int().min(0),
        images_per_month: z.int().min(0),
        concurrency: z.int().min(0).describe('Images that may be made at once; more wait.'),
        max_images_per_request: z.int().min(0).describe('The largest n.'),
        retention_days: z.int().min(0).describe('The longest that an image can be kept.'),
      })
      .describe('Of the plan, with what an operator set for this account.'),
    month: z
      .strictObject({
        images_used: z.int().min(0),
        images_reserved: z.int().min(0).describe('For generations that have not ended.'),
        images_remaining: z.int().min(0),
        resets_at: z.iso.datetime().describe('When the next month of UTC begins.'),
      })
      .describe('Where it stands in the current month of UTC.'),
    minute: z
      .strictObject({
        requests_remaining: z.int().min(0),
        resets_in_ms: z.int().min(0).describe('Until the whole limit is free again.'),
      })
      .describe('Where it stands in the last 60 seconds.'),
    scheduled_change: z
      .strictObject({ plan: z.enum(planNames), effective_at: z.iso.datetime() })
      .nullable()
      .describe('A change of plan that is decided and not in force yet.'),
    private_images: z.boolean().describe('Its images are private, where a request does not say otherwise.'),
    omit_parameters: z
      .boolean()
      .describe('Files of its images leave out the prompt and the parameters that remake them.'),
    created_at: z.iso.datetime(),
  })
  .meta({ id: 'Account' });

/** The body of `PATCH /api/account`, and of `PATCH /admin/accounts/{id}`; what is not sent stays as it is. */
export const setAccount = z
  .strictObject({
    private_images: z
      .boolean({ error: 'must be true or false' })
      .optional()
      .describe(
        'Whether images that are made from now on can be fetched by signed URLs alone, which expire. A request may say otherwise; images that are there stay as they are.',
      ),
    omit_parameters: z
      .boolean({ error: 'must be true or false' })
      .optional()
      .describe(
        'Whether the files of images that are made from now on leave out the prompt and the parameters that remake them. That a model made them stays in them.',
      ),
  })
  .meta({ id: 'SetAccount' });

export type PlanNameInApi = (typeof planNames)[number];
export type SetAccountParameters = z.output<typeof setAccount>;
export type AccountResource = z.output<typeof accountResource>;
