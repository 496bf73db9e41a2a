import { Inject, Injectable } from '@nestjs/common';
import { type Kysely, sql } from 'kysely';
import type { Settings } from '../config.js';
import type { AuthSchema } from '../db/schema.js';
import { DATABASE, SETTINGS } from '../tokens.js';

const batch = 1_000;

/** Removes what is over. Nothing relies on it: every reader judges by the clock itself. */
@Injectable()
export class HousekeepingRepository {
  constructor(
    @Inject(DATABASE) private readonly database: Kysely<AuthSchema>,
    @Inject(SETTINGS) private readonly settings: Pick<Settings, 'SESSION_IDLE_HOURS'>,
  ) {}

  /** In bounded batches; it may be ended at any point and run again. */
  async sweep(): Promise<void> {
    const idle = sql`make_interval(hours => ${this.settings.SESSION_IDLE_HOURS})`;
    const over = sql`expires_at <= now()`;
    await this.remove('sessions', sql`${over} or last_seen_at <= now() - ${idle}`);
    await this.remove('links', over);
    await this.remove('sign_in_attempts', over);
    await this.remove('throttles', over);
    await this.remove('invitations', over);
    await this.remove('idempotency_keys', over);
    await this.remove('sign_ups', sql`created_at <= now() - interval '2 days'`);
  }

  private async remove(table: keyof AuthSchema, condition: ReturnType<typeof sql>): Promise<void> {
    for (;;) {
      const result = await sql`
        delete from ${sql.table(table)} where ctid = any(array(
          select ctid from ${sql.table(table)} where ${condition} limit ${batch} for update skip locked
        ))`.execute(this.database);
      if ((result.numAffectedRows ?? 0n) < BigInt(batch)) return;
    }
  }
}
