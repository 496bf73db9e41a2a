import type { Membership, SessionPrincipal, User } from '@imageai/contracts/auth';
import { AppError } from '@imageai/errors';
import { type Caller, toCaller } from './caller.js';
import { toRoleName } from './roles.js';

/** Somebody who is signed in. */
export interface Person {
  readonly user: User;
  readonly sessionId: string;
  readonly csrfToken: string;
  /** Oldest first. */
  readonly memberships: readonly Membership[];
}

/** Whom a request comes from: a key or a person, who may act for an account, or whoever runs the platform. */
export interface Identity {
  readonly caller?: Caller | undefined;
  readonly person?: Person;
  /** The name of an operator. */
  readonly operator?: string;
}

export function toIdentity({ user, principal, role, ...session }: SessionPrincipal): Identity {
  if (user === undefined) throw new AppError('internal_error', { cause: new Error('auth sent no user') });
  const person = { ...session, user };
  if (principal === undefined || role === undefined) return { person };
  // Work is booked under who ordered it: a person stands where a key would.
  const caller = { ...toCaller({ ...principal, keyId: user.id }), member: { userId: user.id, role: toRoleName(role) } };
  return { person, caller };
}
