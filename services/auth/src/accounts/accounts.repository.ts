import { Inject, Injectable } from '@nestjs/common';
import { type Kysely, sql } from 'kysely';
import { limitsInForce } from '../db/limit-columns.js';
import type { AuthSchema, LimitColumns, PlanKey, PlanRow } from '../db/schema.js';
import { DATABASE } from '../tokens.js';

/** An account with the limits in force. */
export interface AccountRow extends LimitColumns<number> {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly plan: PlanKey;
  readonly suspended_at: Date | null;
  readonly created_at: Date;
}

export interface NewAccount {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly plan: PlanKey;
}

@Injectable()
export class AccountsRepository {
  constructor(@Inject(DATABASE) private readonly database: Kysely<AuthSchema>) {}

  /** False when the address is taken. */
  async insert(account: NewAccount): Promise<boolean> {
    const result = await sql`
      insert into accounts (id, name, email, plan)
      values (${account.id}, ${account.name}, ${account.email}, ${account.plan})
      on conflict (lower(email)) do nothing`.execute(this.database);
    return result.numAffectedRows === 1n;
  }

  findById(id: string): Promise<AccountRow | undefined> {
    return this.find(sql`accounts.id = ${id}`);
  }

  findByEmail(email: string): Promise<AccountRow | undefined> {
    return this.find(sql`lower(accounts.email) = lower(${email})`);
  }

  async setPlan(id: string, plan: PlanKey, overrides: LimitColumns<number | null>): Promise<void> {
    await this.database
      .updateTable('accounts')
      .set({ plan, ...overrides })
      .where('id', '=', id)
      .execute();
  }

  /** The time of the first suspension stands while it lasts. */
  async setSuspended(id: string, suspended: boolean): Promise<void> {
    await this.database
      .updateTable('accounts')
      .set({ suspended_at: suspended ? sql<Date>`coalesce(suspended_at, now())` : null })
      .where('id', '=', id)
      .execute();
  }

  plans(): Promise<PlanRow[]> {
    return this.database.selectFrom('plans').selectAll().orderBy('position').execute();
  }

  private async find(condition: ReturnType<typeof sql>): Promise<AccountRow | undefined> {
    const { rows } = await sql<AccountRow>`
      select accounts.id, accounts.name, accounts.email, accounts.plan, accounts.suspended_at, accounts.created_at,
        ${limitsInForce}
      from accounts join plans on plans.name = accounts.plan
      where ${condition}`.execute(this.database);
    return rows[0];
  }
}
