import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import type { OverrideColumns, PlanKey } from '../db/schema.js';
import type { Connection } from '../db/transactions.js';

@Injectable()
export class PlanChangesRepository {
  async isLower(transaction: Connection, plan: PlanKey, than: PlanKey): Promise<boolean> {
    const { rows } = await sql<{ lower: boolean }>`
      select a.position < b.position as lower from plans a, plans b
      where a.name = ${plan} and b.name = ${than}`.execute(transaction);
    return rows[0]?.lower ?? false;
  }

  /** In force with the transaction, in place of what was scheduled. */
  async applyNow(transaction: Connection, id: string, plan: PlanKey, overrides: OverrideColumns): Promise<void> {
    await transaction.deleteFrom('plan_changes').where('account_id', '=', id).execute();
    await transaction
      .updateTable('accounts')
      .set({ plan, overrides: JSON.stringify(overrides) })
      .where('id', '=', id)
      .execute();
  }

  /** In force from the next month on, in place of what was scheduled. */
  async schedule(transaction: Connection, id: string, plan: PlanKey, overrides: OverrideColumns): Promise<void> {
    await sql`
      insert into plan_changes (account_id, plan, overrides, effective_at)
      values (${id}, ${plan}, ${JSON.stringify(overrides)}, next_month(now()))
      on conflict (account_id) do update
        set plan = excluded.plan, overrides = excluded.overrides, effective_at = excluded.effective_at`.execute(
      transaction,
    );
  }
}
