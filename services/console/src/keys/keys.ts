import type { KeyResource } from '@imageai/client';
import { queryOptions } from '@tanstack/react-query';
import { client } from '../api/client.js';
import { text } from '../text/index.js';

export const keysQuery = queryOptions({
  queryKey: ['keys'],
  queryFn: ({ signal }): Promise<KeyResource[]> => client.keys.list({ signal }),
});

export type KeyState = keyof typeof text.developers.keys.states;

export function stateOf(key: KeyResource, now = Date.now()): KeyState {
  if (key.revocation_reason === 'leaked') return 'leaked';
  if (key.revoked_at !== null) return 'revoked';
  if (key.expires_at !== null && Date.parse(key.expires_at) <= now)
    return key.successor_id === null ? 'expired' : 'rotated';
  return 'active';
}

export const nameOf = ({ name, prefix }: KeyResource): string => name || `${prefix}…`;
