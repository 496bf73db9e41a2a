import { PlanChangeTiming, type SetPlanRequest } from '@imageai/contracts/auth';
import { Injectable } from '@nestjs/common';
import type { Acting } from '../authorization/acting.js';
import type { PlanKey } from '../db/schema.js';
import type { Connection } from '../db/transactions.js';
import { toOverrideColumns, toPlanKey } from '../limits.js';
import { AccountChanges, type ChangeOutcome } from './account-changes.js';
import { PlanChangesRepository } from './plan-changes.repository.js';

/** Changes plans. What was used is metering's to know, by account and month: no change of plan touches it. */
@Injectable()
export class PlanChangesService {
  constructor(
    private readonly changes: AccountChanges,
    private readonly planChanges: PlanChangesRepository,
  ) {}

  setPlan(request: SetPlanRequest, acting: Acting): Promise<ChangeOutcome> {
    const plan = toPlanKey(request.plan);
    const overrides = toOverrideColumns(request.overrides);
    return this.changes.run(request, acting, async (transaction, before) => {
      const later = await this.isForLater(transaction, request.timing, plan, before.plan);
      if (later) await this.planChanges.schedule(transaction, before.id, plan, overrides);
      else await this.planChanges.applyNow(transaction, before.id, plan, overrides);
      const details = { from: before.plan, to: plan, overrides: JSON.stringify(overrides), next_month: later };
      return { action: 'account.set_plan', details };
    });
  }

  /** Who pays for a month keeps its plan until the month is over. */
  private async isForLater(
    transaction: Connection,
    timing: PlanChangeTiming | undefined,
    plan: PlanKey,
    present: PlanKey,
  ): Promise<boolean> {
    if (timing === PlanChangeTiming.PLAN_CHANGE_TIMING_NOW) return false;
    if (timing === PlanChangeTiming.PLAN_CHANGE_TIMING_NEXT_MONTH) return true;
    return this.planChanges.isLower(transaction, plan, present);
  }
}
