import type { MemberRoleName } from '@imageai/client';
import { useAccount } from '../api/use-session.js';

/** Whether the role of whoever is signed in is among these: what is refused anyway is not offered. */
export function useMay(...roles: readonly MemberRoleName[]): boolean {
  return roles.includes(useAccount().role);
}
