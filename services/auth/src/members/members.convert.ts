import { type Invitation, type Member, MemberRole, type Membership } from '@imageai/contracts/auth';
import { AppError } from '@imageai/errors';
import type { InvitationRow, RoleKey } from '../db/schema.js';
import { toUser } from '../sessions/sessions.convert.js';
import type { MemberRow, MembershipRow } from './members.repository.js';

const roles: Readonly<Record<RoleKey, MemberRole>> = {
  owner: MemberRole.MEMBER_ROLE_OWNER,
  developer: MemberRole.MEMBER_ROLE_DEVELOPER,
  billing: MemberRole.MEMBER_ROLE_BILLING,
  viewer: MemberRole.MEMBER_ROLE_VIEWER,
};

export const toRole = (key: RoleKey): MemberRole => roles[key];

export function toRoleKey(role: MemberRole): RoleKey {
  const key = (Object.keys(roles) as RoleKey[]).find((name) => roles[name] === role);
  if (key !== undefined) return key;
  const message = 'role must be owner, developer, billing or viewer.';
  throw new AppError('parameter_invalid', { message, param: 'role' });
}

export const toMember = (row: MemberRow): Member => ({
  user: toUser({ ...row, created_at: row.user_created_at }),
  role: roles[row.role],
  createdAt: row.created_at,
});

export const toMembership = (row: MembershipRow): Membership => ({
  accountId: row.account_id,
  accountName: row.account_name,
  role: roles[row.role],
  suspended: row.suspended_at !== null,
});

export const toInvitation = (row: InvitationRow): Invitation => ({
  id: row.id,
  accountId: row.account_id,
  email: row.email,
  role: roles[row.role],
  createdAt: row.created_at,
  expiresAt: row.expires_at,
});
