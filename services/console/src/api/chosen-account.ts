import type { CurrentSession, MembershipResource } from '@imageai/client';
import { useSyncExternalStore } from 'react';

const name = 'account';
const listeners = new Set<() => void>();

const chosenId = (): string | null => sessionStorage.getItem(name);

/** Of this tab: two tabs can work for two accounts. */
export function chosenAccount({ memberships }: CurrentSession): MembershipResource | undefined {
  return memberships.find(({ account_id }) => account_id === chosenId()) ?? memberships[0];
}

export function chooseAccount(accountId: string): void {
  sessionStorage.setItem(name, accountId);
  for (const listener of listeners) listener();
}

/** Shows the page anew when another is chosen. */
export function useChosenAccountId(): string | null {
  return useSyncExternalStore((listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  }, chosenId);
}
