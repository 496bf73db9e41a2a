import type { KeyResource } from '@imageai/client';
import type { text } from '../text/index.js';

export type KeyState = keyof typeof text.developers.keys.states;

export function stateOf(key: KeyResource, now = Date.now()): KeyState {
  if (key.revocation_reason === 'leaked') return 'leaked';
  if (key.revoked_at !== null) return 'revoked';
  if (key.expires_at !== null && Date.parse(key.expires_at) <= now)
    return key.successor_id === null ? 'expired' : 'rotated';
  return 'active';
}

export const nameOf = ({ name, prefix }: KeyResource): string => name || `${prefix}…`;
