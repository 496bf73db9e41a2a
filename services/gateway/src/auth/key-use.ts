import { isAddressAllowed, isOriginAllowed } from '@imageai/api';
import { AppError } from '@imageai/errors';
import type { Caller } from './caller.js';

/** Where a request comes from. */
export interface Whereabouts {
  /** Its `Origin` header: a page's, absent for programs. */
  readonly origin: string | undefined;
  readonly address: string;
}

/** Throws where a key may not be used from here. */
export function checkKeyUse({ restrictions }: Caller, { origin, address }: Whereabouts): void {
  if (restrictions === undefined) return;
  const { allowedOrigins, allowedAddresses } = restrictions;
  const message = !isOriginAllowed(allowedOrigins, origin)
    ? 'This API key may not be used from this origin.'
    : !isAddressAllowed(allowedAddresses, address)
      ? 'This API key may not be used from this address.'
      : undefined;
  if (message !== undefined) throw new AppError('insufficient_scope', { message });
}
