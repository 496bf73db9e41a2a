import type { KeyResource } from '@imageai/client';
import { queryOptions } from '@tanstack/react-query';
import { client } from '../api/client.js';

export const keysQuery = queryOptions({
  queryKey: ['keys'],
  queryFn: ({ signal }): Promise<KeyResource[]> => client.keys.list({ signal }),
});
