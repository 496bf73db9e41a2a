import { newId } from '@imageai/api';
import type { EndpointRow } from '../db/schema.js';
import type { AccountEvent } from './account-event.js';

/** One delivery of an event, before it is written. */
export interface PlannedDelivery {
  readonly id: string;
  readonly event: AccountEvent;
  /** Null: to the URL that a request named. */
  readonly endpointId: string | null;
  /** What shares a bound of tries at once: the endpoint, or the account for URLs of its requests. */
  readonly target: string;
  readonly url: string;
  /** Its last try failed. */
  readonly isFailing: boolean;
}

export const toEndpointDelivery = (event: AccountEvent, endpoint: EndpointRow, id: string): PlannedDelivery => ({
  id,
  event,
  endpointId: endpoint.id,
  target: endpoint.id,
  url: endpoint.url,
  isFailing: endpoint.failing_since !== null,
});

/** One for each endpoint of its account that wants it, and one for the request's own URL. */
export function planDeliveries(event: AccountEvent, enabled: readonly EndpointRow[], now: Date): PlannedDelivery[] {
  const wanting = enabled.filter(
    ({ account_id, event_types }) =>
      account_id === event.accountId && (event_types.length === 0 || event_types.includes(event.type)),
  );
  const planned = wanting.map((endpoint) => toEndpointDelivery(event, endpoint, newId('msg', now.getTime())));
  if (event.requestUrl === undefined) return planned;
  const id = newId('msg', now.getTime());
  const { accountId: target, requestUrl: url } = event;
  return [...planned, { id, event, endpointId: null, target, url, isFailing: false }];
}
