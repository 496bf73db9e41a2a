import type { CurrentSession, MembershipResource } from '@imageai/client';

const name = 'account';

/** Of this tab: two tabs can work for two accounts. */
export function chosenAccount({ memberships }: CurrentSession): MembershipResource | undefined {
  const chosen = sessionStorage.getItem(name);
  return memberships.find(({ account_id }) => account_id === chosen) ?? memberships[0];
}

export const chooseAccount = (accountId: string): void => sessionStorage.setItem(name, accountId);
