import { Inject, Injectable } from '@nestjs/common';
import { type Kysely, sql } from 'kysely';
import type { AuthSchema, SignUpRow } from '../db/schema.js';
import type { Connection } from '../db/transactions.js';
import { LinksRepository } from '../mail/links.repository.js';
import { DATABASE } from '../tokens.js';

@Injectable()
export class SignUpsRepository {
  constructor(
    @Inject(DATABASE) private readonly database: Kysely<AuthSchema>,
    private readonly links: LinksRepository,
  ) {}

  async insert(transaction: Connection, signUp: Omit<SignUpRow, 'created_at'>): Promise<void> {
    await transaction.insertInto('sign_ups').values(signUp).execute();
  }

  find(id: string, connection: Connection = this.database): Promise<SignUpRow | undefined> {
    return connection.selectFrom('sign_ups').selectAll().where('id', '=', id).executeTakeFirst();
  }

  async findByToken(transaction: Connection, token: string): Promise<SignUpRow | undefined> {
    const id = await this.links.find(transaction, 'sign_up', token);
    return id === undefined ? undefined : this.find(id, transaction);
  }

  /** Once one of them made a user, the others of the address are over; their links lead to nothing. */
  async removeOf(transaction: Connection, email: string): Promise<void> {
    await sql`delete from sign_ups where lower(email) = lower(${email})`.execute(transaction);
  }
}
