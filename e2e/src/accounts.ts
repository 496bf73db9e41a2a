import { randomUUID } from 'node:crypto';
import { type LimitOverrides, PlanName } from '@imageai/contracts/auth';
import { Client } from './client.js';
import { operator } from './operator.js';
import { stand } from './the-stand.js';

const plans = {
  starter: PlanName.PLAN_NAME_STARTER,
  professional: PlanName.PLAN_NAME_PROFESSIONAL,
  enterprise: PlanName.PLAN_NAME_ENTERPRISE,
} as const;

export interface AccountOptions {
  /** In place of the plan's own limits. */
  readonly limits?: LimitOverrides;
  readonly scopes?: readonly string[];
}

export interface Account {
  readonly id: string;
  readonly keyId: string;
  readonly key: string;
  readonly client: Client;
}

/** No test is to wait for another one's minute. */
const unhurried: LimitOverrides = { requestsPerMinute: 100_000 };

/** A fresh account on a plan; where no operator is at hand, the one whose key the caller of the tests gave. */
export async function newAccount(plan: keyof typeof plans, options: AccountOptions = {}): Promise<Account> {
  const given = stand.keys[plan] ?? '';
  if (stand.operator === undefined) return { id: '', keyId: '', key: given, client: new Client(given) };

  const email = `${randomUUID()}@e2e.example`;
  const { account } = await operator.accounts.createAccount({ name: `e2e ${plan}`, email, plan: plans[plan] });
  const accountId = account?.id ?? '';
  await operator.accounts.setPlan({ accountId, plan: plans[plan], overrides: options.limits ?? unhurried });
  const scopes = [...(options.scopes ?? [])];
  const { secret, key } = await operator.keys.createKey({ accountId, name: 'e2e', scopes, expiresAt: undefined });
  return { id: accountId, keyId: key?.id ?? '', key: secret, client: new Client(secret) };
}
