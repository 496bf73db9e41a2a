import { useInfiniteQuery } from '@tanstack/react-query';
import { Button } from '../../components/button.js';
import { Loaded } from '../../components/loaded.js';
import { Table } from '../../components/table.js';
import { atTime } from '../../components/when.js';
import { operatorsText } from '../../text/operators.js';
import { admin } from '../api/admin.js';

const words = operatorsText.account;
const pageSize = 20;

/** Line by line, what was set aside, charged and given back. */
export function AccountLedger({ accountId }: { readonly accountId: string }) {
  const ledger = useInfiniteQuery({
    queryKey: ['ledger', accountId],
    queryFn: ({ pageParam, signal }) =>
      admin().accounts.ledger(
        accountId,
        { limit: pageSize, ...(pageParam !== '' && { cursor: pageParam }) },
        { signal },
      ),
    initialPageParam: '',
    getNextPageParam: ({ next_cursor }) => next_cursor,
  });
  return (
    <section className="account-part" aria-labelledby="account-ledger">
      <h2 id="account-ledger">{words.ledger}</h2>
      <p className="account-note">{words.ledgerLead}</p>
      <Loaded query={ledger}>
        {({ pages }) => {
          const lines = pages.flatMap(({ data }) => data);
          if (lines.length === 0) return <p>{words.noLedger}</p>;
          return (
            <Table
              label={words.ledger}
              rows={lines}
              keyOf={({ id }) => id}
              columns={[
                { name: words.at, cell: ({ created_at }) => atTime(created_at) },
                {
                  name: words.kind,
                  cell: ({ kind, images, reason }) =>
                    `${words.lines[kind]}: ${images}${reason === null ? '' : ` (${reason})`}`,
                },
                {
                  name: words.generation,
                  cell: ({ generation_id }) => <span className="account-id">{generation_id}</span>,
                },
                {
                  name: words.image,
                  cell: ({ image_id }) => <span className="account-id">{image_id ?? words.all}</span>,
                },
              ]}
            />
          );
        }}
      </Loaded>
      {ledger.hasNextPage && (
        <Button busy={ledger.isFetchingNextPage} onClick={() => ledger.fetchNextPage()}>
          {words.moreLedger}
        </Button>
      )}
    </section>
  );
}
