import type { AdminAccount, ListAccountsQuery } from '@imageai/client/admin';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useLocation } from 'wouter';
import { Button } from '../../components/button.js';
import { Empty } from '../../components/empty.js';
import { Choose, TextField, Tick } from '../../components/field.js';
import { Loaded } from '../../components/loaded.js';
import { PageHead } from '../../components/page-head.js';
import { Table } from '../../components/table.js';
import { useSettled } from '../../components/use-settled.js';
import { onDay } from '../../components/when.js';
import { text } from '../../text/index.js';
import { operatorsText } from '../../text/operators.js';
import { accountPath } from '../pages.js';
import { AccountState } from './account-state.js';
import { accountsQuery, changed, planNames } from './accounts.js';
import { CreateForm } from './create-form.js';
import { LeakedKeyForm } from './leaked-key-form.js';
import '../filters.css';

const words = operatorsText.accounts;
const all = '';

export function AccountsPage() {
  const [search, setSearch] = useState('');
  const [plan, setPlan] = useState<ListAccountsQuery['plan'] | typeof all>(all);
  const [suspended, setSuspended] = useState<'true' | 'false' | typeof all>(all);
  const [withDeleted, setWithDeleted] = useState(false);
  const [open, setOpen] = useState<'create' | 'leaked'>();
  const [, go] = useLocation();
  const accounts = useInfiniteQuery(
    accountsQuery({
      query: useSettled(search.trim()),
      ...(plan !== all && { plan }),
      ...(suspended !== all && { suspended }),
      with_deleted: withDeleted ? 'true' : 'false',
    }),
  );
  const close = () => setOpen(undefined);
  const acts = (
    <div className="acts">
      <Button onClick={() => setOpen('leaked')}>{words.report}</Button>
      <Button look="primary" onClick={() => setOpen('create')}>
        {words.create}
      </Button>
    </div>
  );
  return (
    <>
      <PageHead title={words.title} lead={words.lead} action={acts} />
      <fieldset className="filters">
        <legend className="unseen">{text.filters}</legend>
        <TextField
          label={words.search}
          hint={words.searchHint}
          type="search"
          value={search}
          onChange={(event) => setSearch(event.target.value)}
        />
        <Choose
          label={words.plan}
          value={plan}
          choices={[
            { value: all, label: words.allPlans },
            ...planNames.map((value) => ({ value, label: operatorsText.plans[value] })),
          ]}
          onChange={(event) => setPlan(event.target.value as ListAccountsQuery['plan'])}
        />
        <Choose
          label={words.state}
          value={suspended}
          choices={([all, 'false', 'true'] as const).map((value) => ({ value, label: words.states[value] }))}
          onChange={(event) => setSuspended(event.target.value as typeof suspended)}
        />
        <Tick label={words.deleted} checked={withDeleted} onChange={(event) => setWithDeleted(event.target.checked)} />
      </fieldset>
      <Loaded query={accounts}>
        {({ pages }) => {
          const rows = pages.flatMap(({ data }) => data);
          if (rows.length === 0) return <Empty title={words.none.title}>{words.none.body}</Empty>;
          return <AccountTable accounts={rows} />;
        }}
      </Loaded>
      {accounts.hasNextPage && (
        <Button busy={accounts.isFetchingNextPage} onClick={() => accounts.fetchNextPage()}>
          {words.more}
        </Button>
      )}
      {open === 'leaked' && <LeakedKeyForm onClose={close} />}
      {open === 'create' && (
        <CreateForm
          onClose={close}
          onMade={async (account) => {
            await changed(account);
            go(accountPath(account.id));
          }}
        />
      )}
    </>
  );
}

function AccountTable({ accounts }: { readonly accounts: readonly AdminAccount[] }) {
  return (
    <Table
      label={words.title}
      rows={accounts}
      keyOf={({ id }) => id}
      columns={[
        {
          name: words.name,
          cell: ({ id, name, email }) => (
            <>
              <Link href={accountPath(id)}>{name || id}</Link>
              <p>{email}</p>
            </>
          ),
        },
        { name: words.plan, cell: ({ plan }) => operatorsText.plans[plan] },
        { name: words.state, cell: (account) => <AccountState account={account} /> },
        { name: words.since, cell: ({ created_at }) => onDay(created_at) },
      ]}
    />
  );
}
