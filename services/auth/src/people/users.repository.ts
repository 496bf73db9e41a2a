import { Inject, Injectable } from '@nestjs/common';
import { type Kysely, sql } from 'kysely';
import type { AuthSchema, UserRow } from '../db/schema.js';
import type { Connection } from '../db/transactions.js';
import { DATABASE } from '../tokens.js';

export interface NewUser {
  readonly id: string;
  readonly email: string;
  readonly name: string;
  readonly password_hash: string | null;
}

@Injectable()
export class UsersRepository {
  constructor(@Inject(DATABASE) private readonly database: Kysely<AuthSchema>) {}

  /** Nothing when the address is somebody's. */
  async insert(transaction: Connection, user: NewUser): Promise<UserRow | undefined> {
    const { rows } = await sql<UserRow>`
      insert into users (id, email, name, password_hash)
      values (${user.id}, ${user.email}, ${user.name}, ${user.password_hash})
      on conflict (lower(email)) do nothing
      returning *`.execute(transaction);
    return rows[0];
  }

  findById(id: string, connection: Connection = this.database): Promise<UserRow | undefined> {
    return connection.selectFrom('users').selectAll().where('id', '=', id).executeTakeFirst();
  }

  findByEmail(email: string, connection: Connection = this.database): Promise<UserRow | undefined> {
    return connection
      .selectFrom('users')
      .selectAll()
      .where(sql<boolean>`lower(email) = lower(${email})`)
      .executeTakeFirst();
  }

  /** As they are now; their password stays so until the transaction ends. */
  lock(transaction: Connection, id: string): Promise<UserRow | undefined> {
    return transaction.selectFrom('users').selectAll().where('id', '=', id).forShare().executeTakeFirst();
  }

  async setPassword(transaction: Connection, id: string, passwordHash: string): Promise<void> {
    await transaction.updateTable('users').set({ password_hash: passwordHash }).where('id', '=', id).execute();
  }
}
