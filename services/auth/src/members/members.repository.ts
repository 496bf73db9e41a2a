import { Inject, Injectable } from '@nestjs/common';
import { type Kysely, sql } from 'kysely';
import type { AuthSchema, LimitColumns, PlanKey, RoleKey } from '../db/schema.js';
import type { Connection } from '../db/transactions.js';
import { DATABASE } from '../tokens.js';

/** A user in an account. */
export interface MemberRow {
  readonly id: string;
  readonly email: string;
  readonly name: string;
  readonly user_created_at: Date;
  readonly role: RoleKey;
  readonly created_at: Date;
}

/** An account of a user's, with the plan and limits in force. */
export interface MembershipRow extends LimitColumns {
  readonly account_id: string;
  readonly account_name: string;
  readonly role: RoleKey;
  readonly plan: PlanKey;
  readonly suspended_at: Date | null;
  readonly private_images: boolean;
  readonly omit_parameters: boolean;
}

const memberColumns = sql`
  users.id, users.email, users.name, users.created_at as user_created_at, members.role, members.created_at`;

@Injectable()
export class MembersRepository {
  constructor(@Inject(DATABASE) private readonly database: Kysely<AuthSchema>) {}

  /** False when they are a member already: their role stays. */
  async insert(transaction: Connection, accountId: string, userId: string, role: RoleKey): Promise<boolean> {
    const result = await transaction
      .insertInto('members')
      .values({ account_id: accountId, user_id: userId, role })
      .onConflict((conflict) => conflict.doNothing())
      .executeTakeFirst();
    return result.numInsertedOrUpdatedRows === 1n;
  }

  /** Oldest first. */
  async list(accountId: string): Promise<MemberRow[]> {
    const { rows } = await sql<MemberRow>`
      select ${memberColumns} from members join users on users.id = members.user_id
      where members.account_id = ${accountId}
      order by members.created_at, users.id`.execute(this.database);
    return rows;
  }

  async find(connection: Connection, accountId: string, userId: string): Promise<MemberRow | undefined> {
    const { rows } = await sql<MemberRow>`
      select ${memberColumns} from members join users on users.id = members.user_id
      where members.account_id = ${accountId} and members.user_id = ${userId}`.execute(connection);
    return rows[0];
  }

  async hasAddress(connection: Connection, accountId: string, email: string): Promise<boolean> {
    const { rows } = await sql`
      select from members join users on users.id = members.user_id
      where members.account_id = ${accountId} and lower(users.email) = lower(${email})`.execute(connection);
    return rows.length > 0;
  }

  /** The accounts that a user belongs to, in the order in which they joined. */
  async ofUser(userId: string, connection: Connection = this.database): Promise<MembershipRow[]> {
    const { rows } = await sql<MembershipRow>`
      select a.id as account_id, a.name as account_name, m.role, a.plan, a.suspended_at, a.requests_per_minute,
        a.images_per_month, a.concurrency, a.max_images_per_request, a.retention_days, a.lane, a.private_images,
        a.omit_parameters
      from members m join accounts_in_force a on a.id = m.account_id
      where m.user_id = ${userId} and a.deleted_at is null
      order by m.created_at, a.id`.execute(connection);
    return rows;
  }

  /** Whether an account would have no owner without this one. Nobody else changes its members until the transaction ends. */
  async isLastOwner(transaction: Connection, accountId: string, userId: string): Promise<boolean> {
    await sql`select from accounts where id = ${accountId} for update`.execute(transaction);
    const { rows } = await sql<{ user_id: string }>`
      select user_id from members where account_id = ${accountId} and role = 'owner'`.execute(transaction);
    return rows.length === 1 && rows[0]?.user_id === userId;
  }

  async setRole(transaction: Connection, accountId: string, userId: string, role: RoleKey): Promise<void> {
    await transaction
      .updateTable('members')
      .set({ role })
      .where('account_id', '=', accountId)
      .where('user_id', '=', userId)
      .execute();
  }

  async remove(transaction: Connection, accountId: string, userId: string): Promise<void> {
    await transaction.deleteFrom('members').where('account_id', '=', accountId).where('user_id', '=', userId).execute();
  }
}
