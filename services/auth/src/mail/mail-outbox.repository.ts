import { Inject, Injectable } from '@nestjs/common';
import { type Kysely, sql } from 'kysely';
import type { AuthSchema, MailRow } from '../db/schema.js';
import type { Connection } from '../db/transactions.js';
import { DATABASE } from '../tokens.js';
import type { MailJob } from './mail-job.js';

@Injectable()
export class MailOutboxRepository {
  constructor(@Inject(DATABASE) private readonly database: Kysely<AuthSchema>) {}

  /** In the transaction of the act that it tells of. */
  async add(connection: Connection, recipient: string, job: MailJob): Promise<void> {
    await connection
      .insertInto('mail_outbox')
      .values({ recipient, job: JSON.stringify(job) })
      .execute();
  }

  /** To everybody who owns an account; to its address where nobody does yet. */
  async addForOwners(connection: Connection, accountId: string, job: MailJob): Promise<void> {
    await sql`
      with owners as (
        select users.email from members join users on users.id = members.user_id
        where members.account_id = ${accountId} and members.role = 'owner'
      )
      insert into mail_outbox (recipient, job)
      select email, ${JSON.stringify(job)}::jsonb from (
        select email from owners
        union all
        select email from accounts where id = ${accountId} and not exists (select from owners)
      ) recipients`.execute(connection);
  }

  /**
   * Takes mails whose time has come, so that no other replica does. One that is not removed afterwards, because it
   * could not be sent or because the process ended, comes again: after one minute, two, four, up to six hours.
   */
  async claim(limit: number): Promise<MailRow[]> {
    const { rows } = await sql<MailRow>`
      update mail_outbox set attempts = attempts + 1,
        next_attempt_at = now() + least(interval '1 minute' * 2 ^ attempts, interval '6 hours')
      where id in (
        select id from mail_outbox where next_attempt_at <= now() order by id limit ${limit} for update skip locked
      )
      returning *`.execute(this.database);
    return rows;
  }

  async remove(id: number): Promise<void> {
    await this.database.deleteFrom('mail_outbox').where('id', '=', id).execute();
  }
}
