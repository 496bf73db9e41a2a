import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import type { UserRow } from '../db/schema.js';
import type { Connection } from '../db/transactions.js';

/** Who somebody is at a provider: its issuer, and its name for them, which never changes. */
export interface Identity {
  readonly issuer: string;
  readonly subject: string;
}

@Injectable()
export class IdentitiesRepository {
  async findUser(transaction: Connection, { issuer, subject }: Identity): Promise<UserRow | undefined> {
    const { rows } = await sql<UserRow>`
      select users.* from identities join users on users.id = identities.user_id
      where identities.issuer = ${issuer} and identities.subject = ${subject}`.execute(transaction);
    return rows[0];
  }

  async link(transaction: Connection, { issuer, subject }: Identity, userId: string): Promise<void> {
    await transaction
      .insertInto('identities')
      .values({ issuer, subject, user_id: userId })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }
}
