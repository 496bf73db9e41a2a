import { queryOptions } from '@tanstack/react-query';
import { admin } from '../api/admin.js';

/** Often enough to be looked at, and a call that costs the platform little. */
const refreshMs = 5_000;

export const queueQuery = queryOptions({
  queryKey: ['queue'],
  queryFn: ({ signal }) => admin().work.queue({ signal }),
  refetchInterval: refreshMs,
});

export const modelsQuery = queryOptions({
  queryKey: ['models'],
  queryFn: ({ signal }) => admin().work.models({ signal }),
  refetchInterval: refreshMs,
});
