import type { AdminAccount, ListAccountsQuery } from '@imageai/client/admin';
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { queries } from '../../api/queries.js';
import { admin } from '../api/admin.js';

const pageSize = 50;

export const accountsQuery = (filter: Partial<ListAccountsQuery>) =>
  infiniteQueryOptions({
    queryKey: ['accounts', filter],
    queryFn: ({ pageParam, signal }) =>
      admin().accounts.list({ ...filter, limit: pageSize, ...(pageParam !== '' && { cursor: pageParam }) }, { signal }),
    initialPageParam: '',
    getNextPageParam: ({ next_cursor }) => next_cursor,
  });

export const accountQuery = (id: string) =>
  queryOptions({
    queryKey: ['account', id],
    queryFn: ({ signal }): Promise<AdminAccount> => admin().accounts.get(id, { signal }),
  });

/** What a change answered is what there is now; lists and the log have it when they are asked again. */
export async function changed(account: AdminAccount): Promise<void> {
  queries.setQueryData(accountQuery(account.id).queryKey, account);
  await Promise.all([
    queries.invalidateQueries({ queryKey: ['accounts'] }),
    queries.invalidateQueries({ queryKey: ['audit'] }),
  ]);
}

export const planNames = ['starter', 'professional', 'enterprise'] as const;
