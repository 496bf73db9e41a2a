import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { client } from '../api/client.js';
import { Button } from '../components/button.js';
import { Empty } from '../components/empty.js';
import { Choose, TextField } from '../components/field.js';
import { Failure, Notice } from '../components/notice.js';
import { PageHead } from '../components/page-head.js';
import { useMay } from '../components/use-may.js';
import { Waiting } from '../layout/waiting.js';
import { text } from '../text/index.js';
import { AuditTable } from './audit-table.js';
import './audit-page.css';

const words = text.account.audit;
const pageSize = 50;

export function AuditPage() {
  const isOwner = useMay('owner');
  const [kind, setKind] = useState('all');
  const [since, setSince] = useState('');
  const query = {
    limit: pageSize,
    ...(kind !== 'all' && { action: kind }),
    ...(since !== '' && { since: `${since}T00:00:00Z` }),
  };
  const { data, error, isPending, hasNextPage, isFetchingNextPage, fetchNextPage } = useInfiniteQuery({
    queryKey: ['audit', kind, since],
    queryFn: ({ pageParam, signal }) =>
      client.audit.list({ ...query, ...(pageParam !== '' && { cursor: pageParam }) }, { signal }),
    initialPageParam: '',
    getNextPageParam: ({ next_cursor }) => next_cursor,
    enabled: isOwner,
  });
  const entries = data?.pages.flatMap((page) => page.data) ?? [];
  const filters = (
    <fieldset className="audit-filters">
      <legend className="unseen">{text.filters}</legend>
      <Choose
        label={words.what}
        value={kind}
        choices={Object.entries(words.kinds).map(([value, label]) => ({ value, label }))}
        onChange={(event) => setKind(event.target.value)}
      />
      <TextField label={words.since} type="date" value={since} onChange={(event) => setSince(event.target.value)} />
    </fieldset>
  );
  if (!isOwner) {
    return (
      <>
        <PageHead title={words.title} lead={words.lead} />
        <Notice>{text.ownersOnly}</Notice>
      </>
    );
  }
  return (
    <>
      <PageHead title={words.title} lead={words.lead} action={filters} />
      {isPending && <Waiting />}
      {error !== null && <Failure error={error} />}
      {data !== undefined && entries.length === 0 && <Empty title={words.empty.title}>{words.empty.body}</Empty>}
      {entries.length > 0 && <AuditTable entries={entries} />}
      {hasNextPage && (
        <Button busy={isFetchingNextPage} onClick={() => fetchNextPage()}>
          {words.more}
        </Button>
      )}
    </>
  );
}
