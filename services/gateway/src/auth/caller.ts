import type { KeyRestrictions, Limits, PlanName, Principal } from '@imageai/contracts/auth';
import { AppError } from '@imageai/errors';

/** Who a verified key speaks for, and what they may do. */
export interface Caller {
  readonly accountId: string;
  readonly keyId: string;
  readonly plan: PlanName;
  readonly limits: Limits;
  readonly scopes: readonly string[];
  readonly suspended: boolean;
  /** What this key is allowed less than its account. */
  readonly restrictions?: KeyRestrictions | undefined;
}

export function toCaller({ limits, ...principal }: Principal): Caller {
  if (limits === undefined) throw new AppError('internal_error', { cause: new Error('auth sent no limits') });
  return { ...principal, limits };
}
