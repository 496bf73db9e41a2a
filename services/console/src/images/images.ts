import type { ImagePage, ImageResource } from '@imageai/client';
import { infiniteQueryOptions } from '@tanstack/react-query';
import { client } from '../api/client.js';

const pageSize = 100;

/** What is kept, newest first; a page at a time, as far as one scrolls. */
export const imagesQuery = infiniteQueryOptions({
  queryKey: ['images'],
  queryFn: ({ pageParam, signal }): Promise<ImagePage> =>
    client.images.list({ limit: pageSize, ...(pageParam !== '' && { cursor: pageParam }) }, { signal }),
  initialPageParam: '',
  getNextPageParam: ({ next_cursor }) => next_cursor,
});

export const shapes = ['all', 'landscape', 'portrait', 'square'] as const;
export type Shape = (typeof shapes)[number];

export interface Filter {
  readonly shape: Shape;
  /** Empty: all. */
  readonly format: string;
}

export const fits = ({ shape, format }: Filter, image: ImageResource): boolean =>
  (shape === 'all' || shape === shapeOf(image)) && (format === '' || format === image.output_format);

const shapeOf = ({ width, height }: ImageResource): Shape =>
  width > height ? 'landscape' : width < height ? 'portrait' : 'square';
