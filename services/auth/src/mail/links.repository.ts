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

  /**
   * What a token stands for. All links to it are locked until the transaction ends, in one order: who uses two of them
   * at once waits, and finds the second used.
   */
  async find(transaction: Connection, purpose: LinkPurpose, token: string): Promise<string | undefined> {
    const hash = this.hash.ofToken('link', token);
    const { rows } = await sql<{ hash: Buffer; subject_id: string; works: boolean }>`
      select hash, subject_id, purpose = ${purpose} and expires_at > now() as works from links
      where subject_id = (select subject_id from links where hash = ${hash})
      order by hash for update`.execute(transaction);
    return rows.find((row) => row.works && row.hash.equals(hash))?.subject_id;
  }

  /** All links to it are used with one. */
  async removeOf(transaction: Connection, subjectId: string): Promise<void> {
    await transaction.deleteFrom('links').where('subject_id', '=', subjectId).execute();
  }
}
