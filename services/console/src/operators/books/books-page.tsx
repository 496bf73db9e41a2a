import type { BooksReport } from '@imageai/client/admin';
import { useState } from 'react';
import { Link } from 'wouter';
import { Button } from '../../components/button.js';
import { Confirm } from '../../components/confirm.js';
import { TextField } from '../../components/field.js';
import { Failure, Notice } from '../../components/notice.js';
import { PageHead } from '../../components/page-head.js';
import { Table } from '../../components/table.js';
import { toasts } from '../../components/toasts.js';
import { faultOf, useSubmit } from '../../components/use-submit.js';
import { text } from '../../text/index.js';
import { operatorsText } from '../../text/operators.js';
import { admin } from '../api/admin.js';
import { accountPath } from '../pages.js';
import './books-page.css';

const words = operatorsText.books;
/** Where it is the ledger that jobs or images contradict, there is nothing to compute anew from it. */
const ofWork = ['jobs', 'images'];
type Difference = BooksReport['differences'][number];

export function BooksPage() {
  const [month, setMonth] = useState('');
  const [report, setReport] = useState<BooksReport>();
  const [rebuilt, setRebuilt] = useState<Difference>();
  const { busy, error, submit } = useSubmit(async () => {
    setReport(undefined);
    setReport(await admin().books.check(month || undefined));
  });
  const rebuild = async ({ account_id, month: of }: Difference) => {
    const { wrong_rows } = await admin().books.rebuild(account_id, of);
    toasts.add({ title: words.rebuilt(wrong_rows) });
    await submit();
  };
  const fault = faultOf(error, 'month');
  return (
    <>
      <PageHead title={words.title} lead={words.lead} />
      <form className="books-form" onSubmit={submit} noValidate>
        <TextField
          label={words.month}
          hint={words.monthHint}
          type="month"
          fault={fault}
          value={month}
          onChange={(event) => setMonth(event.target.value)}
        />
        <Button type="submit" look="primary" busy={busy}>
          {words.check}
        </Button>
      </form>
      {error !== undefined && fault === undefined && <Failure error={error} />}
      {report !== undefined && (
        <Notice kind={report.differences.length === 0 ? 'hint' : 'warning'}>
          {report.differences.length === 0 ? words.right(report.checked) : words.wrong(report.differences.length)}
        </Notice>
      )}
      {report !== undefined && report.differences.length > 0 && (
        <Differences differences={report.differences} onRebuild={setRebuilt} />
      )}
      {rebuilt !== undefined && (
        <Confirm
          open
          onClose={() => setRebuilt(undefined)}
          title={words.rebuildTitle}
          act={words.rebuild}
          onConfirm={() => rebuild(rebuilt)}
        >
          {words.rebuildBody(rebuilt.account_id, rebuilt.month)}
        </Confirm>
      )}
    </>
  );
}

interface DifferencesProps {
  readonly differences: readonly Difference[];
  readonly onRebuild: (difference: Difference) => void;
}

function Differences({ differences, onRebuild }: DifferencesProps) {
  return (
    <Table
      label={words.title}
      rows={differences}
      keyOf={({ account_id, month, what, key_id }) => `${account_id} ${month} ${what} ${key_id}`}
      columns={[
        { name: words.account, cell: ({ account_id }) => <Link href={accountPath(account_id)}>{account_id}</Link> },
        { name: words.month, cell: ({ month }) => month },
        { name: words.what, cell: ({ what, key_id }) => <code>{key_id === null ? what : `${what} ${key_id}`}</code> },
        { name: words.expected, cell: ({ expected }) => expected.toLocaleString('en') },
        { name: words.found, cell: ({ found }) => found.toLocaleString('en') },
        {
          name: text.acts,
          align: 'end',
          cell: (difference) =>
            !ofWork.includes(difference.what) && (
              <div className="acts">
                <Button look="danger" onClick={() => onRebuild(difference)}>
                  {words.rebuild}
                </Button>
              </div>
            ),
        },
      ]}
    />
  );
}
