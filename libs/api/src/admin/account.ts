import { z } from 'zod';
import { planNames } from '../account-resource.js';
import { pageQuery } from '../page-query.js';
import { plainText, queryText } from '../text.js';
import { oneOf } from '../vocabulary.js';
import { adminLimits, adminOverrides } from './plan-limits.js';

const plan = z.enum(planNames, { error: `must be one of ${oneOf(planNames)}` });
const yesOrNo = z.enum(['true', 'false'], { error: 'must be true or false' });

/** The query of `GET /admin/accounts`. */
export const listAccounts = z.strictObject({
  ...pageQuery,
  query: queryText(254).default('').describe('Part of a name, an e-mail address or an id, whatever its case.'),
  plan: plan.optional().describe('Only accounts on this plan.'),
  suspended: yesOrNo.optional().describe('Only those that are, or are not.'),
  with_deleted: yesOrNo.default('false').describe('Deleted accounts too.'),
});

/** The body of `POST /admin/accounts`. */
export const createAccount = z
  .strictObject({
    name: plainText(200),
    email: plainText(254).describe('Whoever proves to have it, by signing up, becomes the owner.'),
    plan,
  })
  .meta({ id: 'CreateAccount' });

/** The body of `PUT /admin/accounts/{id}/plan`. */
export const setAccountPlan = z
  .strictObject({
    plan,
    effective: z
      .enum(['now', 'next_month'], { error: 'must be now or next_month' })
      .optional()
      .describe('Left out: a higher plan now, a lower one at the first moment of the next month (UTC).'),
    keep_overrides: z
      .boolean({ error: 'must be true or false' })
      .default(true)
      .describe('Whether what the account has of its own goes on under the new plan.'),
  })
  .meta({ id: 'SetPlan' });

/** The body of a suspension. */
export const suspendAccount = z
  .strictObject({ reason: plainText(500).default('').describe('For the people of the account to read.') })
  .meta({ id: 'Suspend' });

/** An account as operators see it. */
export const adminAccount = z
  .strictObject({
    id: z.string().regex(/^acct_[0-9a-z]+$/),
    name: z.string(),
    email: z.string(),
    plan: z.enum(planNames),
    limits: adminLimits.describe('In force now.'),
    overrides: adminOverrides.describe('What of the limits is the account’s own.'),
    scheduled_change: z
      .strictObject({ plan: z.enum(planNames), overrides: adminOverrides, effective_at: z.iso.datetime() })
      .nullable()
      .describe('What the plan becomes by itself.'),
    suspended: z.boolean(),
    suspended_reason: z.string().nullable(),
    private_images: z.boolean().describe('Its images are private, where a request does not say otherwise.'),
    omit_parameters: z
      .boolean()
      .describe('Files of its images leave out the prompt and the parameters that remake them.'),
    created_at: z.iso.datetime(),
    deleted_at: z.iso.datetime().nullable(),
    version: z.int().min(1).describe('Grows with every change; sent as `If-Match`, it keeps two from overwriting.'),
  })
  .meta({ id: 'AdminAccount' });

/** The answer of `GET /admin/accounts`, newest first. */
export const adminAccountPage = z
  .strictObject({ data: z.array(adminAccount), has_more: z.boolean(), next_cursor: z.string().nullable() })
  .meta({ id: 'AdminAccountPage' });

/** Who has removed what of a deleted account. */
export const deletionReport = z
  .strictObject({
    account_id: z.string(),
    deleted_at: z.iso.datetime(),
    complete: z.boolean().describe('Every service has confirmed that nothing of the account is left with it.'),
    services: z.array(
      z.strictObject({
        name: z.string(),
        confirmed_at: z.iso.datetime().nullable().describe('null: not yet; it is told again every day until then.'),
        removed: z.record(z.string(), z.string()).describe('How much of what.'),
      }),
    ),
  })
  .meta({ id: 'DeletionReport' });

export type ListAccountsQuery = z.output<typeof listAccounts>;
export type CreateAccountParameters = z.output<typeof createAccount>;
export type SetAccountPlanRequest = z.input<typeof setAccountPlan>;
export type SetAccountPlanParameters = z.output<typeof setAccountPlan>;
export type SuspendAccountParameters = z.output<typeof suspendAccount>;
export type AdminAccount = z.output<typeof adminAccount>;
export type AdminAccountPage = z.output<typeof adminAccountPage>;
export type DeletionReport = z.output<typeof deletionReport>;
