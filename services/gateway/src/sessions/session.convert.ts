import type { CurrentSession, MembershipResource, SessionResource, UserResource } from '@imageai/api';
import type { Membership, Session, User } from '@imageai/contracts/auth';
import type { Person } from '../auth/identity.js';
import { toRoleName } from '../auth/roles.js';
import { iso, present } from '../peers/auth-answers.js';

export function toUser(sent: User | undefined): UserResource {
  const { id, email, name, createdAt } = present(sent, 'user');
  return { id, email, name, created_at: iso(createdAt) };
}

export const toMembership = ({ accountId, accountName, role, suspended }: Membership): MembershipResource => ({
  account_id: accountId,
  account_name: accountName,
  role: toRoleName(role),
  suspended,
});

export const toCurrentSession = ({ sessionId, user, memberships, csrfToken }: Person): CurrentSession => ({
  session_id: sessionId,
  user: toUser(user),
  memberships: memberships.map(toMembership),
  csrf_token: csrfToken,
});

export const toSession = (session: Session, currentId: string): SessionResource => ({
  id: session.id,
  created_at: iso(session.createdAt),
  last_seen_at: iso(session.lastSeenAt),
  expires_at: iso(session.expiresAt),
  address: session.address,
  user_agent: session.userAgent,
  method: session.method,
  current: session.id === currentId,
});
