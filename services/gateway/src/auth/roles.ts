import type { MemberRoleName } from '@imageai/api';
import { MemberRole } from '@imageai/contracts/auth';
import { AppError } from '@imageai/errors';

const roles: Readonly<Record<MemberRoleName, MemberRole>> = {
  owner: MemberRole.MEMBER_ROLE_OWNER,
  developer: MemberRole.MEMBER_ROLE_DEVELOPER,
  billing: MemberRole.MEMBER_ROLE_BILLING,
  viewer: MemberRole.MEMBER_ROLE_VIEWER,
};
const names = new Map(Object.entries(roles).map(([name, role]) => [role, name as MemberRoleName]));

export const toMemberRole = (name: MemberRoleName): MemberRole => roles[name];

export function toRoleName(role: MemberRole): MemberRoleName {
  const name = names.get(role);
  if (name === undefined) throw new AppError('internal_error', { cause: new Error(`auth sent the role ${role}`) });
  return name;
}
