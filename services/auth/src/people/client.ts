import type { Client } from '@imageai/contracts/auth';
import type { Acting } from '../authorization/acting.js';
import { checkText } from '../text.js';

export interface CheckedClient {
  readonly address: string;
  readonly userAgent: string;
}

/** Where a person's request comes from; without an address, everybody without one is counted together. */
export function checkClient(client: Client | undefined): CheckedClient {
  return {
    address: checkText(client?.address ?? '', 'client.address', { min: 0, max: 64 }),
    userAgent: (client?.userAgent ?? '').replace(/\p{Cc}/gu, ' ').slice(0, 200),
  };
}

/** Who acts once they have shown who they are. */
export const asUser = (userId: string, { address }: CheckedClient): Acting => ({ kind: 'user', id: userId, address });
