import type { WebhookDelivery } from '@imageai/client';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Button } from '../components/button.js';
import { Choose } from '../components/field.js';
import { Failure } from '../components/notice.js';
import { Table, Tag } from '../components/table.js';
import { fromNow, When } from '../components/when.js';
import { text } from '../text/index.js';
import { DeliveryDetails } from './delivery-details.js';
import { type DeliveryStatus, deliveriesQuery } from './webhooks.js';

const words = text.developers.webhooks;
const statuses = ['pending', 'delivered', 'failed'] as const;
const kinds = { pending: 'warn', delivered: 'good', failed: 'bad' } as const;

/** What was sent where, and what came of it. */
export function Deliveries({ may }: { readonly may: boolean }) {
  const [status, setStatus] = useState<DeliveryStatus>('');
  const [shown, setShown] = useState<string>();
  const { data, error, hasNextPage, isFetchingNextPage, fetchNextPage } = useInfiniteQuery(deliveriesQuery(status));
  const deliveries = data?.pages.flatMap((page) => page.data) ?? [];
  return (
    <section className="deliveries" aria-labelledby="deliveries-title">
      <div className="deliveries-head">
        <h2 id="deliveries-title">{words.deliveries}</h2>
        <Choose
          label={words.filter}
          value={status}
          choices={[
            { value: '', label: words.all },
            ...statuses.map((value) => ({ value, label: words.statuses[value] })),
          ]}
          onChange={(event) => setStatus(event.target.value as DeliveryStatus)}
        />
      </div>
      {error !== null && <Failure error={error} />}
      {data !== undefined && deliveries.length === 0 && <p>{words.deliveriesEmpty}</p>}
      {deliveries.length > 0 && (
        <Table
          label={words.deliveries}
          rows={deliveries}
          keyOf={({ id }) => id}
          columns={[
            { name: words.event, cell: ({ event_type }) => <code>{event_type}</code> },
            { name: words.url, cell: ({ url }) => url },
            { name: words.status, cell: (one) => <Standing delivery={one} /> },
            { name: words.tries, cell: ({ attempt_count }) => attempt_count },
            { name: words.answer, cell: ({ last_status_code }) => last_status_code ?? words.none },
            { name: text.account.audit.when, cell: ({ created_at }) => <When time={created_at} /> },
            {
              name: text.acts,
              align: 'end',
              cell: ({ id }) => (
                <div className="acts">
                  <Button look="quiet" onClick={() => setShown(id)}>
                    {words.look}
                  </Button>
                </div>
              ),
            },
          ]}
        />
      )}
      {hasNextPage && (
        <Button busy={isFetchingNextPage} onClick={() => fetchNextPage()}>
          {words.more}
        </Button>
      )}
      {shown !== undefined && <DeliveryDetails id={shown} may={may} onClose={() => setShown(undefined)} />}
    </section>
  );
}

export function Standing({ delivery }: { readonly delivery: WebhookDelivery }) {
  const { status, next_attempt_at } = delivery;
  return (
    <>
      <Tag kind={kinds[status]}>{words.statuses[status]}</Tag>
      {status === 'pending' && next_attempt_at !== null && <p>{words.next(fromNow(next_attempt_at))}</p>}
    </>
  );
}
