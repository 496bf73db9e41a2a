import { AuthenticationError, type CurrentSession, type MembershipResource } from '@imageai/client';
import { useQuery } from '@tanstack/react-query';
import { chooseAccount, chosenAccount, useChosenAccountId } from './chosen-account.js';
import { client } from './client.js';
import { queries } from './queries.js';
import { expiredKey, sessionKey } from './session-state.js';

/** Tells the other tabs that somebody signed in or out. */
const tabs = new BroadcastChannel('session');
tabs.onmessage = () => void queries.invalidateQueries({ queryKey: sessionKey });

async function ask(): Promise<CurrentSession | null> {
  try {
    return await client.auth.session();
  } catch (error) {
    if (error instanceof AuthenticationError) return null;
    throw error;
  }
}

export interface Session extends CurrentSession {
  /** The account that this tab works for; undefined for whoever belongs to none. */
  readonly account: MembershipResource | undefined;
}

/** Who is signed in; null: nobody; undefined: not known yet. */
export function useSession(): { session: Session | null | undefined; error: unknown } {
  useChosenAccountId();
  const { data, error } = useQuery({ queryKey: sessionKey, queryFn: ask, staleTime: Number.POSITIVE_INFINITY });
  return { session: data && { ...data, account: chosenAccount(data) }, error };
}

/** The account that this tab works for, in pages that only members see. */
export function useAccount(): MembershipResource {
  const { session } = useSession();
  if (!session?.account) throw new Error('This page is for members alone.');
  return session.account;
}

export function useExpired(): boolean {
  return useQuery({ queryKey: expiredKey, queryFn: () => false, staleTime: Number.POSITIVE_INFINITY }).data ?? false;
}

/** Nothing that was learned as somebody else, or for another account, is shown any more. */
function forgetAllButSession(): void {
  queries.removeQueries({ predicate: ({ queryKey }) => !ofSession(queryKey) });
}

const ofSession = ([first]: readonly unknown[]): boolean => first === sessionKey[0] || first === expiredKey[0];

/** Somebody signed in: as the same person all goes on, as another nothing of the one before is shown. */
export function signedIn(session: CurrentSession): void {
  const before = queries.getQueryData(sessionKey);
  if (before?.user.id !== session.user.id) forgetAllButSession();
  queries.setQueryData(expiredKey, false);
  queries.setQueryData(sessionKey, session);
  void queries.invalidateQueries({ predicate: ({ queryKey }) => !ofSession(queryKey) });
  tabs.postMessage('changed');
}

export function signedOut(): void {
  forgetAllButSession();
  queries.setQueryData(expiredKey, false);
  queries.setQueryData(sessionKey, null);
  tabs.postMessage('changed');
}

export function switchAccount(accountId: string): void {
  forgetAllButSession();
  chooseAccount(accountId);
}
