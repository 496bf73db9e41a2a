import { useState } from 'react';

/** What stands behind "#token=" in the link of a mail: browsers send that part of an address to nobody. */
export function useLinkToken(): string | undefined {
  const [token] = useState(() => new URLSearchParams(location.hash.slice(1)).get('token') ?? undefined);
  return token;
}
