import type { AdminPlan, AdminPlanList, LimitParameters } from '@imageai/api/admin';
import { AppError } from '@imageai/errors';
import { Inject, Injectable } from '@nestjs/common';
import type { ApiCall } from '../http/api-call.js';
import { AuthPeer } from '../peers/auth-peer.js';
import type { AccountsClient } from '../peers/peers.js';
import { ACCOUNTS } from '../tokens.js';
import { etagOf, requiredVersion, versionConflict } from './expected-version.js';
import { isPlanName, toAdminPlan, toLimitOverrides, toPlanName } from './limits.convert.js';

/** The plans, which are data. */
@Injectable()
export class AdminPlansService {
  constructor(
    @Inject(ACCOUNTS) private readonly accounts: AccountsClient,
    private readonly peer: AuthPeer,
  ) {}

  async list(): Promise<AdminPlanList> {
    const { plans } = await this.peer.ask(() => this.accounts.listPlans({}));
    return { data: plans.map(toAdminPlan) };
  }

  async setLimits(call: ApiCall, name: string, sent: LimitParameters): Promise<AdminPlan> {
    if (!isPlanName(name)) throw new AppError('not_found', { message: 'No such plan.' });
    const request = {
      plan: toPlanName(name),
      limits: toLimitOverrides(sent),
      expectedVersion: requiredVersion(call),
      actor: call.operator,
    };
    const { plan: answered, refusal } = await this.peer.askOnce(() => this.accounts.setPlanLimits(request));
    const plan = toAdminPlan(answered);
    if (refusal !== undefined) throw versionConflict('plan', plan.version);
    call.setHeaders(etagOf(plan));
    return plan;
  }
}
