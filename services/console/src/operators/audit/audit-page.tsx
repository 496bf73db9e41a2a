import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'wouter';
import { AuditTable } from '../../audit/audit-table.js';
import { Button } from '../../components/button.js';
import { Empty } from '../../components/empty.js';
import { Choose, TextField } from '../../components/field.js';
import { Loaded } from '../../components/loaded.js';
import { PageHead } from '../../components/page-head.js';
import { useSettled } from '../../components/use-settled.js';
import { text } from '../../text/index.js';
import { operatorsText } from '../../text/operators.js';
import { admin } from '../api/admin.js';
import { useParameter } from '../api/use-parameter.js';
import { accountPath } from '../pages.js';
import '../filters.css';

const words = { ...text.account.audit, ...operatorsText.audit };
const pageSize = 50;
const kinds = { ...text.account.audit.kinds, ...operatorsText.auditKinds };

export function AuditPage() {
  const [kind, setKind] = useState('all');
  const [account, setAccount] = useState(useParameter('account'));
  const [since, setSince] = useState('');
  const settled = useSettled(account.trim());
  const query = {
    limit: pageSize,
    ...(kind !== 'all' && { action: kind }),
    ...(settled !== '' && { account_id: settled }),
    ...(since !== '' && { since: `${since}T00:00:00Z` }),
  };
  const entries = useInfiniteQuery({
    queryKey: ['audit', query],
    queryFn: ({ pageParam, signal }) =>
      admin().audit({ ...query, ...(pageParam !== '' && { cursor: pageParam }) }, { signal }),
    initialPageParam: '',
    getNextPageParam: ({ next_cursor }) => next_cursor,
  });
  return (
    <>
      <PageHead title={words.title} lead={words.lead} />
      <fieldset className="filters">
        <legend className="unseen">{text.filters}</legend>
        <TextField
          label={words.account}
          hint={words.accountHint}
          value={account}
          onChange={(event) => setAccount(event.target.value)}
        />
        <Choose
          label={words.what}
          value={kind}
          choices={Object.entries(kinds).map(([value, label]) => ({ value, label }))}
          onChange={(event) => setKind(event.target.value)}
        />
        <TextField label={words.since} type="date" value={since} onChange={(event) => setSince(event.target.value)} />
      </fieldset>
      <Loaded query={entries}>
        {({ pages }) => {
          const rows = pages.flatMap(({ data }) => data);
          if (rows.length === 0) return <Empty title={words.empty.title}>{words.empty.body}</Empty>;
          return (
            <AuditTable
              entries={rows}
              more={[
                {
                  name: words.account,
                  cell: ({ account_id }) =>
                    account_id === null ? (
                      ''
                    ) : (
                      <Link href={accountPath(account_id)} className="audit-id">
                        {account_id}
                      </Link>
                    ),
                },
              ]}
            />
          );
        }}
      </Loaded>
      {entries.hasNextPage && (
        <Button busy={entries.isFetchingNextPage} onClick={() => entries.fetchNextPage()}>
          {words.more}
        </Button>
      )}
    </>
  );
}
