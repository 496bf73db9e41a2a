import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

const restrictions = sql`
  alter table api_keys
    add requests_per_minute integer check (requests_per_minute > 0),
    add images_per_month integer check (images_per_month > 0),
    add allowed_origins text[] not null default '{}',
    add allowed_addresses text[] not null default '{}',
    add successor_id text references api_keys (id),
    add revocation_reason text check (revocation_reason in ('revoked', 'leaked', 'account_deleted'))`;

const reasons = sql`update api_keys set revocation_reason = 'revoked' where revoked_at is not null`;

const complete = sql`
  alter table api_keys add constraint revocation_has_reason check ((revoked_at is null) = (revocation_reason is null))`;

export const keyRestrictions: Migration = {
  async up(database: Kysely<unknown>): Promise<void> {
    for (const statement of [restrictions, reasons, complete]) await statement.execute(database);
  },
};
