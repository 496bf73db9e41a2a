import type { ImagePage } from '@imageai/client';
import { infiniteQueryOptions, keepPreviousData } from '@tanstack/react-query';
import { client } from '../api/client.js';
import { type Filter, queryOf } from './filter.js';

const pageSize = 100;

/** What is kept and fits, newest first; a page at a time, as far as one scrolls. */
export const imagesQuery = (filter: Filter) =>
  infiniteQueryOptions({
    queryKey: ['images', filter],
    queryFn: ({ pageParam, signal }): Promise<ImagePage> =>
      client.images.list(
        { ...queryOf(filter), limit: pageSize, ...(pageParam !== '' && { cursor: pageParam }) },
        { signal },
      ),
    initialPageParam: '',
    getNextPageParam: ({ next_cursor }) => next_cursor,
    // What fitted before stays until it is known what fits now: nothing jumps.
    placeholderData: keepPreviousData,
  });
