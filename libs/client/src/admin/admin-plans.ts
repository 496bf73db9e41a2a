import type { AdminPlan, AdminPlanList, LimitParameters } from '@imageai/api/admin';
import type { Transport } from '../http/transport.js';
import type { RequestOptions } from '../options.js';
import { ifMatch, onceOnly, type Versioned } from './versioned.js';

const path = '/admin/plans';

/** What can be bought. */
export class AdminPlans {
  constructor(private readonly transport: Transport) {}

  /** The lowest first. */
  async list(options: RequestOptions = {}): Promise<AdminPlan[]> {
    const { data } = await this.transport.json<AdminPlanList>({ method: 'GET', path }, options);
    return data;
  }

  /** For every account on it, at once; what is left out stays. */
  setLimits(
    name: AdminPlan['name'],
    seen: Versioned,
    limits: LimitParameters,
    options: RequestOptions = {},
  ): Promise<AdminPlan> {
    const call = { method: 'PATCH', path: `${path}/${name}`, body: limits, headers: ifMatch(seen) } as const;
    return this.transport.json(call, onceOnly(options));
  }
}
