import { useQuery } from '@tanstack/react-query';
import { Loaded } from '../../components/loaded.js';
import { Table } from '../../components/table.js';
import { atTime } from '../../components/when.js';
import { operatorsText } from '../../text/operators.js';
import { admin } from '../api/admin.js';

const words = operatorsText.account;
/** Removal takes seconds: whoever waits for it sees it end. */
const refreshMs = 5_000;

/** Who has removed what of a deleted account. */
export function AccountRemoval({ accountId }: { readonly accountId: string }) {
  const report = useQuery({
    queryKey: ['removal', accountId],
    queryFn: ({ signal }) => admin().accounts.deletionReport(accountId, { signal }),
    refetchInterval: ({ state }) => (state.data?.complete ? false : refreshMs),
  });
  return (
    <section className="account-part" aria-labelledby="account-removal">
      <h2 id="account-removal">{words.removal}</h2>
      <Loaded query={report}>
        {({ services, complete }) => (
          <>
            <p className="account-note">{complete ? words.complete : words.incomplete}</p>
            <Table
              label={words.removal}
              rows={services}
              keyOf={({ name }) => name}
              columns={[
                { name: words.service, cell: ({ name }) => name },
                {
                  name: words.confirmed,
                  cell: ({ confirmed_at }) => (confirmed_at === null ? words.notYet : atTime(confirmed_at)),
                },
                {
                  name: words.removed,
                  cell: ({ removed }) =>
                    Object.entries(removed)
                      .map(([what, count]) => `${count} ${what}`)
                      .join(', '),
                },
              ]}
            />
          </>
        )}
      </Loaded>
    </section>
  );
}
