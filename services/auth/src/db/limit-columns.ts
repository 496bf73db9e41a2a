import { type RawBuilder, sql } from 'kysely';

/** The limits in force of `accounts` joined with `plans`: the account's own, else the plan's. */
export const limitsInForce: RawBuilder<unknown> = sql`
  coalesce(accounts.requests_per_minute, plans.requests_per_minute) as requests_per_minute,
  coalesce(accounts.images_per_month, plans.images_per_month) as images_per_month,
  coalesce(accounts.concurrency, plans.concurrency) as concurrency,
  coalesce(accounts.max_images_per_request, plans.max_images_per_request) as max_images_per_request,
  coalesce(accounts.retention_days, plans.retention_days) as retention_days`;
