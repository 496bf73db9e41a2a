import { prepared } from '@imageai/db';
import { Inject, Injectable } from '@nestjs/common';
import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { Settings } from '../config.js';
import type { AuthSchema, NewSession, SessionRow } from '../db/schema.js';
import type { Connection } from '../db/transactions.js';
import { DATABASE, SETTINGS } from '../tokens.js';

/** A session and its user, by the clock of the database, which every replica shares. */
export interface VerifiedSessionRow {
  readonly id: string;
  readonly user_id: string;
  readonly email: string;
  readonly name: string;
  readonly user_created_at: Date;
  readonly expired: boolean;
  /** Its last use was noted more than a minute ago. */
  readonly use_unnoted: boolean;
}

@Injectable()
export class SessionsRepository {
  private readonly idle: RawBuilder<unknown>;

  constructor(
    @Inject(DATABASE) private readonly database: Kysely<AuthSchema>,
    @Inject(SETTINGS) private readonly settings: Pick<Settings, 'SESSION_IDLE_HOURS' | 'SESSION_DAYS'>,
  ) {
    this.idle = sql`make_interval(hours => ${settings.SESSION_IDLE_HOURS})`;
  }

  async insert(transaction: Connection, session: Omit<NewSession, 'expires_at'>): Promise<SessionRow> {
    return transaction
      .insertInto('sessions')
      .values({ ...session, expires_at: sql<Date>`now() + make_interval(days => ${this.settings.SESSION_DAYS})` })
      .returningAll()
      .executeTakeFirstOrThrow();
  }

  async verify(tokenHash: Buffer): Promise<VerifiedSessionRow | undefined> {
    const { rows } = await sql<VerifiedSessionRow>`${prepared('verify_session')}
      select s.id, s.user_id, u.email, u.name, u.created_at as user_created_at,
        s.expires_at <= now() or s.last_seen_at <= now() - ${this.idle} as expired,
        s.last_seen_at < now() - interval '1 minute' as use_unnoted
      from sessions s join users u on u.id = s.user_id
      where s.token_hash = ${tokenHash}`.execute(this.database);
    return rows[0];
  }

  async noteUse(id: string): Promise<void> {
    await sql`update sessions set last_seen_at = now() where id = ${id}`.execute(this.database);
  }

  /** Those that go on, the latest used first. */
  list(userId: string): Promise<SessionRow[]> {
    return this.database
      .selectFrom('sessions')
      .selectAll()
      .where('user_id', '=', userId)
      .where('expires_at', '>', sql<Date>`now()`)
      .where('last_seen_at', '>', sql<Date>`now() - ${this.idle}`)
      .orderBy('last_seen_at', 'desc')
      .orderBy('id', 'desc')
      .execute();
  }

  /** The user whose session it was. */
  async removeByToken(transaction: Connection, tokenHash: Buffer): Promise<SessionRow | undefined> {
    return transaction.deleteFrom('sessions').where('token_hash', '=', tokenHash).returningAll().executeTakeFirst();
  }

  async remove(transaction: Connection, userId: string, id: string): Promise<number> {
    const result = await transaction
      .deleteFrom('sessions')
      .where('user_id', '=', userId)
      .where('id', '=', id)
      .executeTakeFirst();
    return Number(result.numDeletedRows);
  }

  async removeAllBut(transaction: Connection, userId: string, keptId: string): Promise<number> {
    const result = await transaction
      .deleteFrom('sessions')
      .where('user_id', '=', userId)
      .where('id', '<>', keptId)
      .executeTakeFirst();
    return Number(result.numDeletedRows);
  }
}
