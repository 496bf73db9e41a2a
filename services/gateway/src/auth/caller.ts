import type { MemberRoleName } from '@imageai/api';
import type { Actor, KeyRestrictions, Limits, PlanName, Principal } from '@imageai/contracts/auth';
import { AppError } from '@imageai/errors';

/** Whom a verified key or session speaks for, and what they may do. */
export interface Caller {
  readonly accountId: string;
  /** The key; the user where a member acts by their session. */
  readonly keyId: string;
  readonly plan: PlanName;
  readonly limits: Limits;
  readonly scopes: readonly string[];
  readonly suspended: boolean;
  /** Its images are private, where a request does not say. */
  readonly privateImages: boolean;
  /** Files of its images leave out what remakes them. */
  readonly omitParameters: boolean;
  /** Absent: it is a key. */
  readonly member?: { readonly userId: string; readonly role: MemberRoleName };
  /** What this key is allowed less than its account. */
  readonly restrictions?: KeyRestrictions | undefined;
}

/** Who acts, as auth is told. */
export const actorOf = ({ keyId, member }: Caller, address: string): Actor => ({
  who: member === undefined ? { $case: 'keyId', value: keyId } : { $case: 'userId', value: member.userId },
  address,
});

export function toCaller({ limits, ...principal }: Principal): Caller {
  if (limits === undefined) throw new AppError('internal_error', { cause: new Error('auth sent no limits') });
  return { ...principal, limits };
}
