import { AuthenticationError } from '@imageai/client';
import { ImageAIAdmin } from '@imageai/client/admin';
import { useSyncExternalStore } from 'react';
import { onFailure, queries } from '../../api/queries.js';

/** Who looks at the pages. */
export interface Operator {
  readonly name: string;
}

type State = { readonly operator: Operator | undefined; readonly hasEnded: boolean };

const tokenKey = 'operator-token';
const nameKey = 'operator-name';
const maxRetries = 1;
const listeners = new Set<() => void>();

const clientOf = (token: string): ImageAIAdmin => new ImageAIAdmin({ token, baseUrl: location.origin, maxRetries });

const kept = sessionStorage.getItem(tokenKey);
const keptName = sessionStorage.getItem(nameKey);
let current = kept === null ? undefined : clientOf(kept);
let state: State = { operator: keptName === null ? undefined : { name: keptName }, hasEnded: false };

function change(next: State): void {
  state = next;
  for (const listener of listeners) listener();
}

/** The operators' API as whoever is signed in: whatever these pages can do, a program can do by the same client. */
export function admin(): ImageAIAdmin {
  if (current === undefined) throw new Error('Nobody is signed in.');
  return current;
}

/** The token is kept for this tab alone, and goes with it. */
export async function enter(token: string): Promise<void> {
  const client = clientOf(token);
  const { name } = await client.operator();
  // As another operator nothing is shown that was asked for as the one before.
  if (name !== state.operator?.name) queries.clear();
  current = client;
  sessionStorage.setItem(tokenKey, token);
  sessionStorage.setItem(nameKey, name);
  change({ operator: { name }, hasEnded: false });
}

export function leave(hasEnded = false): void {
  current = undefined;
  sessionStorage.removeItem(tokenKey);
  sessionStorage.removeItem(nameKey);
  queries.clear();
  change({ operator: undefined, hasEnded });
}

onFailure((error) => {
  if (error instanceof AuthenticationError && current !== undefined) leave(true);
});

/** Who is signed in, and whether a token was taken a moment ago and is no more. */
export function useOperator(): State {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => state,
  );
}
