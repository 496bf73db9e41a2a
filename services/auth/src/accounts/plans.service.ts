import { type Plan, PlanRefusal, type SetPlanLimitsRequest, type SetPlanLimitsResponse } from '@imageai/contracts/auth';
import { AppError } from '@imageai/errors';
import { Injectable } from '@nestjs/common';
import { AuditRepository } from '../audit/audit.repository.js';
import type { Acting } from '../authorization/acting.js';
import { Transactions } from '../db/transactions.js';
import { toOverrideColumns, toPlanKey } from '../limits.js';
import { toPlan } from './accounts.convert.js';
import { PlansRepository } from './plans.repository.js';

/** The plans, which are rows: a change is in force for every account on a plan as soon as it is committed. */
@Injectable()
export class PlansService {
  constructor(
    private readonly plans: PlansRepository,
    private readonly transactions: Transactions,
    private readonly audit: AuditRepository,
  ) {}

  async list(): Promise<Plan[]> {
    return (await this.plans.list()).map(toPlan);
  }

  setLimits(request: SetPlanLimitsRequest, acting: Acting): Promise<SetPlanLimitsResponse> {
    const name = toPlanKey(request.plan);
    const limits = toOverrideColumns(request.limits, 'limits');
    if (Object.keys(limits).length === 0) {
      throw new AppError('parameter_invalid', { message: 'limits must name at least one limit.', param: 'limits' });
    }
    return this.transactions.run(async (transaction) => {
      const before = await this.plans.lock(transaction, name);
      const { expectedVersion = before.version } = request;
      if (expectedVersion !== before.version) {
        return { plan: toPlan(before), refusal: PlanRefusal.PLAN_REFUSAL_VERSION_CONFLICT };
      }
      const after = await this.plans.setLimits(transaction, name, limits);
      const from = Object.fromEntries(Object.keys(limits).map((limit) => [limit, Reflect.get(before, limit)]));
      const details = { from: JSON.stringify(from), to: JSON.stringify(limits) };
      await this.audit.append(transaction, acting, { action: 'plan.set_limits', targetId: name, details });
      return { plan: toPlan(after) };
    });
  }
}
