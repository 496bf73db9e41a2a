import { queryOptions } from '@tanstack/react-query';
import { client } from './client.js';

/** The models that can be asked for. */
export const modelsQuery = queryOptions({
  queryKey: ['models'],
  queryFn: ({ signal }) => client.models.list({ signal }),
  staleTime: 60_000,
});
