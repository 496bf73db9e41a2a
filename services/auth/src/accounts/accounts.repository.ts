import { Inject, Injectable } from '@nestjs/common';
import { type Kysely, sql } from 'kysely';
import type { AccountRow, AuthSchema, OverrideColumns, PlanKey } from '../db/schema.js';
import type { Connection } from '../db/transactions.js';
import { DATABASE } from '../tokens.js';

export interface NewAccount {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly plan: PlanKey;
}

/** How the images that an account makes are kept. */
export interface ImageSettings {
  readonly private_images: boolean | undefined;
  readonly omit_parameters: boolean | undefined;
}

export interface AccountFilter {
  /** Part of name, address or id. */
  readonly query: string;
  readonly plan: PlanKey | undefined;
  readonly suspended: boolean | undefined;
  readonly withDeleted: boolean;
  /** Only accounts older than this one. */
  readonly before: string | undefined;
}

@Injectable()
export class AccountsRepository {
  constructor(@Inject(DATABASE) private readonly database: Kysely<AuthSchema>) {}

  /** One that waits for its owner; false where there is one with this address. */
  async insert(transaction: Connection, account: NewAccount): Promise<boolean> {
    const result = await sql`
      insert into accounts (id, name, email, plan)
      select ${account.id}, ${account.name}, ${account.email}, ${account.plan}
      where not exists (select from accounts where lower(email) = lower(${account.email}) and deleted_at is null)
      on conflict (lower(email)) where claimed_at is null and deleted_at is null do nothing`.execute(transaction);
    return result.numAffectedRows === 1n;
  }

  /** One whose owner is there. */
  async insertClaimed(transaction: Connection, { id, name, email, plan }: NewAccount): Promise<void> {
    await sql`
      insert into accounts (id, name, email, plan, claimed_at)
      values (${id}, ${name}, ${email}, ${plan}, now())`.execute(transaction);
  }

  /** The account that waits for the owner of this address; its id. */
  async claim(transaction: Connection, email: string): Promise<string | undefined> {
    const { rows } = await sql<{ id: string }>`
      update accounts set claimed_at = now()
      where lower(email) = lower(${email}) and claimed_at is null and deleted_at is null
      returning id`.execute(transaction);
    return rows[0]?.id;
  }

  findById(id: string, connection: Connection = this.database): Promise<AccountRow | undefined> {
    return connection.selectFrom('accounts_in_force').selectAll().where('id', '=', id).executeTakeFirst();
  }

  findByEmail(email: string): Promise<AccountRow | undefined> {
    return this.database
      .selectFrom('accounts_in_force')
      .selectAll()
      .where(sql<boolean>`lower(email) = lower(${email})`)
      .where('deleted_at', 'is', null)
      .orderBy('id')
      .executeTakeFirst();
  }

  /** Newest first. */
  list({ query, plan, suspended, withDeleted, before }: AccountFilter, limit: number): Promise<AccountRow[]> {
    let rows = this.database.selectFrom('accounts_in_force').selectAll();
    if (query !== '')
      rows = rows.where(sql<boolean>`strpos(lower(concat_ws(' ', name, email, id)), lower(${query})) > 0`);
    if (plan !== undefined) rows = rows.where('plan', '=', plan);
    if (suspended !== undefined) rows = rows.where('suspended_at', suspended ? 'is not' : 'is', null);
    if (!withDeleted) rows = rows.where('deleted_at', 'is', null);
    if (before !== undefined) rows = rows.where('id', '<', before);
    return rows.orderBy('id', 'desc').limit(limit).execute();
  }

  /** The account, and nobody else changes it until the transaction ends. A change that came into force is written down. */
  async lock(transaction: Connection, id: string): Promise<AccountRow | undefined> {
    await transaction.selectFrom('accounts').select('id').where('id', '=', id).forUpdate().execute();
    await sql`
      with due as (delete from plan_changes where account_id = ${id} and effective_at <= now() returning *)
      update accounts set plan = due.plan, overrides = due.overrides from due where accounts.id = due.account_id`.execute(
      transaction,
    );
    return this.findById(id, transaction);
  }

  async bumpVersion(transaction: Connection, id: string): Promise<void> {
    await transaction.updateTable('accounts').set({ version: sql<number>`version + 1` }).where('id', '=', id).execute();
  }

  async setOverrides(transaction: Connection, id: string, overrides: OverrideColumns): Promise<void> {
    await transaction
      .updateTable('accounts')
      .set({ overrides: JSON.stringify(overrides) })
      .where('id', '=', id)
      .execute();
  }

  /** What is undefined stays as it is. */
  async setImageSettings(transaction: Connection, id: string, settings: ImageSettings): Promise<void> {
    const changed = Object.values(settings).some((value) => value !== undefined);
    if (changed) await transaction.updateTable('accounts').set(settings).where('id', '=', id).execute();
  }

  /** The time of the first suspension stands while it lasts. */
  async setSuspended(transaction: Connection, id: string, suspended: boolean, reason: string | null): Promise<void> {
    await transaction
      .updateTable('accounts')
      .set({
        suspended_at: suspended ? sql<Date>`coalesce(suspended_at, now())` : null,
        suspended_reason: suspended ? reason : null,
      })
      .where('id', '=', id)
      .execute();
  }
}
