import type { DeadLetterResource } from '@imageai/client/admin';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'wouter';
import { queries } from '../../api/queries.js';
import { Button } from '../../components/button.js';
import { Empty } from '../../components/empty.js';
import { Loaded } from '../../components/loaded.js';
import { PageHead } from '../../components/page-head.js';
import { Table, Tag } from '../../components/table.js';
import { errorToast, toasts } from '../../components/toasts.js';
import { When } from '../../components/when.js';
import { text } from '../../text/index.js';
import { operatorsText } from '../../text/operators.js';
import { admin } from '../api/admin.js';
import { accountPath } from '../pages.js';

const words = operatorsText.deadLetters;
const pageSize = 50;
const queryKey = ['dead-letters'];

export function DeadLettersPage() {
  const letters = useInfiniteQuery({
    queryKey,
    queryFn: ({ pageParam, signal }) =>
      admin().work.deadLetters({ limit: pageSize, ...(pageParam !== '' && { cursor: pageParam }) }, { signal }),
    initialPageParam: '',
    getNextPageParam: ({ next_cursor }) => next_cursor,
  });
  return (
    <>
      <PageHead title={words.title} lead={words.lead} />
      <Loaded query={letters}>
        {({ pages }) => {
          const rows = pages.flatMap(({ data }) => data);
          if (rows.length === 0) return <Empty title={words.none.title}>{words.none.body}</Empty>;
          return <Letters letters={rows} />;
        }}
      </Loaded>
      {letters.hasNextPage && (
        <Button busy={letters.isFetchingNextPage} onClick={() => letters.fetchNextPage()}>
          {words.more}
        </Button>
      )}
    </>
  );
}

function Letters({ letters }: { readonly letters: readonly DeadLetterResource[] }) {
  return (
    <Table
      label={words.title}
      rows={letters}
      keyOf={({ image_id }) => image_id}
      columns={[
        { name: words.image, cell: ({ image_id }) => <code>{image_id}</code> },
        {
          name: words.account,
          cell: ({ account_id }) => <Link href={accountPath(account_id)}>{account_id}</Link>,
        },
        { name: words.attempts, cell: ({ attempts }) => attempts },
        { name: words.reason, cell: ({ reason }) => reason },
        { name: words.died, cell: ({ died_at }) => <When time={died_at} /> },
        { name: text.acts, align: 'end', cell: (letter) => <Retry letter={letter} /> },
      ]}
    />
  );
}

function Retry({ letter: { image_id, retried_as } }: { readonly letter: DeadLetterResource }) {
  const [busy, setBusy] = useState(false);
  if (retried_as !== null) {
    return (
      <div>
        <Tag kind="good">{words.retried}</Tag>
        <p>{words.retriedAs(retried_as)}</p>
      </div>
    );
  }
  const retry = async () => {
    setBusy(true);
    try {
      await admin().work.retry(image_id);
      await queries.invalidateQueries({ queryKey });
    } catch (error) {
      toasts.add(errorToast(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <div className="acts">
      <Button busy={busy} onClick={retry}>
        {words.retry}
      </Button>
    </div>
  );
}
