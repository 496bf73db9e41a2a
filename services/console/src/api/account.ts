import type { AccountResource } from '@imageai/client';
import { queryOptions } from '@tanstack/react-query';
import { client } from './client.js';

/** Plan, limits, and what is left of them. */
export const accountQuery = queryOptions({
  queryKey: ['account'],
  queryFn: ({ signal }): Promise<AccountResource> => client.account.get({ signal }),
});
