import { Inject, Injectable } from '@nestjs/common';
import { type Kysely, sql } from 'kysely';
import type { AuthSchema, LinkPurpose } from '../db/schema.js';
import type { Connection } from '../db/transactions.js';
import { newToken, SecretHash } from '../secrets/secret-hash.js';
import { DATABASE } from '../tokens.js';

const lifeHours: Readonly<Record<LinkPurpose, number>> = { sign_up: 24, password_reset: 1, invitation: 7 * 24 };

/** Links in mails: what is kept of one is a hash. */
@Injectable()
export class LinksRepository {
  constructor(
    @Inject(DATABASE) private readonly database: Kysely<AuthSchema>,
    private readonly hash: SecretHash,
  ) {}

  /** A new token. Those sent before go on working: mails overtake each other. */
  async create(purpose: LinkPurpose, subjectId: string): Promise<string> {
    const token = newToken();
    await sql`
      insert into links (hash, purpose, subject_id, expires_at)
      values (${this.hash.ofToken('link', token)}, ${purpose}, ${subjectId},
        now() + make_interval(hours => ${lifeHours[purpose]}))`.execute(this.database);
    return token;
  }

  /** What a token stands for; nobody else uses it until the transaction ends. */
  async find(transaction: Connection, purpose: LinkPurpose, token: string): Promise<string | undefined> {
    const row = await transaction
      .selectFrom('links')
      .select('subject_id')
      .where('hash', '=', this.hash.ofToken('link', token))
      .where('purpose', '=', purpose)
      .where('expires_at', '>', sql<Date>`now()`)
      .forUpdate()
      .executeTakeFirst();
    return row?.subject_id;
  }

  /** All links to it are used with one. */
  async removeOf(transaction: Connection, subjectId: string): Promise<void> {
    await transaction.deleteFrom('links').where('subject_id', '=', subjectId).execute();
  }
}
