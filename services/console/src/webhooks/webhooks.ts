import type { WebhookDeliveryPage, WebhookEventType, WebhookResource } from '@imageai/client';
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { client } from '../api/client.js';
import { queries } from '../api/queries.js';

/** What an endpoint can be told of; the types see to it that nothing else stands here. */
export const eventTypes: readonly WebhookEventType[] = [
  'generation.succeeded',
  'generation.failed',
  'generation.cancelled',
  'generation.expired',
  'quota.warning',
];

export const webhooksQuery = queryOptions({
  queryKey: ['webhooks'],
  queryFn: ({ signal }): Promise<WebhookResource[]> => client.webhooks.list({ signal }),
});

export type DeliveryStatus = '' | 'pending' | 'delivered' | 'failed';
const pageSize = 25;
/** While a try is to come, its outcome is worth another look. */
const pendingMs = 2_000;

export const deliveriesQuery = (status: DeliveryStatus) =>
  infiniteQueryOptions({
    queryKey: ['deliveries', status],
    queryFn: ({ pageParam, signal }): Promise<WebhookDeliveryPage> =>
      client.webhooks.deliveries.list(
        { limit: pageSize, ...(status !== '' && { status }), ...(pageParam !== '' && { cursor: pageParam }) },
        { signal },
      ),
    initialPageParam: '',
    getNextPageParam: ({ next_cursor }) => next_cursor,
    refetchInterval: ({ state }) =>
      state.data?.pages.some(({ data }) => data.some((one) => one.status === 'pending')) ? pendingMs : false,
  });

export const refreshWebhooks = () =>
  Promise.all([['webhooks'], ['deliveries'], ['delivery']].map((queryKey) => queries.invalidateQueries({ queryKey })));
