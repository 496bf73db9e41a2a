import type { GenerationPage } from '@imageai/client';
import { infiniteQueryOptions } from '@tanstack/react-query';
import { client } from '../api/client.js';

export const generationsKey = ['generations'] as const;
const pageSize = 24;

/** What was asked for, newest first. */
export const generationsQuery = infiniteQueryOptions({
  queryKey: generationsKey,
  queryFn: ({ pageParam, signal }): Promise<GenerationPage> =>
    client.generations.list({ limit: pageSize, ...(pageParam !== '' && { cursor: pageParam }) }, { signal }),
  initialPageParam: '',
  getNextPageParam: ({ next_cursor }) => next_cursor,
});
