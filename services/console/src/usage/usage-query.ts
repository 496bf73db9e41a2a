import type { UsageReport } from '@imageai/client';
import { queryOptions } from '@tanstack/react-query';
import { client } from '../api/client.js';
import { type Grouping, queryOf, type Range } from './usage.js';

export const usageQuery = (range: Range, grouping: Grouping) =>
  queryOptions({
    queryKey: ['usage', range, grouping],
    queryFn: ({ signal }): Promise<UsageReport> => client.account.usage(queryOf(range, grouping), { signal }),
  });
