import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** webhook: an encoded imageai.generation.v1.WebhookTarget, as the client gave it; null where the request named none. */
export const webhookTargets: Migration = {
  async up(database: Kysely<unknown>): Promise<void> {
    await sql`alter table generations add column webhook bytea`.execute(database);
  },
};
