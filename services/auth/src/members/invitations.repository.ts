import { Inject, Injectable } from '@nestjs/common';
import { type Kysely, sql } from 'kysely';
import type { AuthSchema, InvitationRow, RoleKey } from '../db/schema.js';
import type { Connection } from '../db/transactions.js';
import { DATABASE } from '../tokens.js';

export interface OpenInvitation extends InvitationRow {
  readonly account_name: string;
}

interface NewInvitation {
  readonly id: string;
  readonly accountId: string;
  readonly email: string;
  readonly role: RoleKey;
}

@Injectable()
export class InvitationsRepository {
  constructor(@Inject(DATABASE) private readonly database: Kysely<AuthSchema>) {}

  /** In place of one for the same address, whose links lead to nothing from then on. */
  async replace(transaction: Connection, { id, accountId, email, role }: NewInvitation): Promise<InvitationRow> {
    await sql`
      delete from invitations where account_id = ${accountId} and lower(email) = lower(${email})`.execute(transaction);
    return transaction
      .insertInto('invitations')
      .values({ id, account_id: accountId, email, role, expires_at: sql<Date>`now() + interval '7 days'` })
      .returningAll()
      .executeTakeFirstOrThrow();
  }

  /** Newest first. */
  list(accountId: string): Promise<InvitationRow[]> {
    return this.database
      .selectFrom('invitations')
      .selectAll()
      .where('account_id', '=', accountId)
      .where('expires_at', '>', sql<Date>`now()`)
      .orderBy('id', 'desc')
      .execute();
  }

  async findOpen(id: string, connection: Connection = this.database): Promise<OpenInvitation | undefined> {
    const { rows } = await sql<OpenInvitation>`
      select i.*, a.name as account_name from invitations i join accounts a on a.id = i.account_id
      where i.id = ${id} and i.expires_at > now() and a.deleted_at is null`.execute(connection);
    return rows[0];
  }

  /** The invitation that there was. */
  remove(transaction: Connection, accountId: string, id: string): Promise<InvitationRow | undefined> {
    return transaction
      .deleteFrom('invitations')
      .where('account_id', '=', accountId)
      .where('id', '=', id)
      .returningAll()
      .executeTakeFirst();
  }
}
