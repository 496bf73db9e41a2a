import { prepared } from '@imageai/db';
import { Inject, Injectable } from '@nestjs/common';
import { type Kysely, sql } from 'kysely';
import type { AuthSchema, LimitColumns, PlanKey } from '../db/schema.js';
import { DATABASE } from '../tokens.js';

/** A key, with all that an answer about it needs; by the clock of the database, which every replica shares. */
export interface CandidateRow extends LimitColumns {
  readonly key_requests_per_minute: number | null;
  readonly key_images_per_month: number | null;
  readonly allowed_origins: string[];
  readonly allowed_addresses: string[];
  readonly key_id: string;
  readonly account_id: string;
  readonly hash: Buffer;
  readonly scopes: string[];
  readonly plan: PlanKey;
  readonly revoked: boolean;
  readonly expired: boolean;
  readonly suspended: boolean;
  readonly private_images: boolean;
  readonly omit_parameters: boolean;
  /** Its last use is unknown or was noted more than a minute ago. */
  readonly use_unnoted: boolean;
}

@Injectable()
export class VerificationRepository {
  constructor(@Inject(DATABASE) private readonly database: Kysely<AuthSchema>) {}

  /** The keys that begin like the one asked for: nearly always one, by one index. */
  async findByPrefix(prefix: string): Promise<CandidateRow[]> {
    const { rows } = await sql<CandidateRow>`${prepared('verify_key')}
      select api_keys.id as key_id, api_keys.account_id, api_keys.hash, api_keys.scopes, accounts.plan,
        api_keys.requests_per_minute as key_requests_per_minute, api_keys.images_per_month as key_images_per_month,
        api_keys.allowed_origins, api_keys.allowed_addresses,
        api_keys.revoked_at is not null as revoked,
        coalesce(api_keys.expires_at <= now(), false) as expired,
        accounts.suspended_at is not null as suspended,
        coalesce(api_keys.last_used_at < now() - interval '1 minute', true) as use_unnoted,
        accounts.requests_per_minute, accounts.images_per_month, accounts.concurrency,
        accounts.max_images_per_request, accounts.retention_days, accounts.lane,
        accounts.private_images, accounts.omit_parameters
      from api_keys
        join accounts_in_force as accounts on accounts.id = api_keys.account_id
      where api_keys.prefix = ${prefix}`.execute(this.database);
    return rows;
  }

  /** Notes the use of keys whose last one was noted more than a minute ago. */
  async noteUse(keyIds: readonly string[]): Promise<void> {
    await sql`
      update api_keys set last_used_at = now()
      where id = any(${[...keyIds]}) and coalesce(last_used_at < now() - interval '1 minute', true)`.execute(
      this.database,
    );
  }
}
