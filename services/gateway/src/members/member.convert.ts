import type { InvitationResource, MemberResource } from '@imageai/api';
import type { Invitation, Member } from '@imageai/contracts/auth';
import { toRoleName } from '../auth/roles.js';
import { iso, present } from '../peers/auth-answers.js';
import { toUser } from '../sessions/session.convert.js';

export function toMember(sent: Member | undefined): MemberResource {
  const { user, role, createdAt } = present(sent, 'member');
  return { user: toUser(user), role: toRoleName(role), created_at: iso(createdAt) };
}

export function toInvitation(sent: Invitation | undefined): InvitationResource {
  const { id, email, role, createdAt, expiresAt } = present(sent, 'invitation');
  return { id, email, role: toRoleName(role), created_at: iso(createdAt), expires_at: iso(expiresAt) };
}
