import type { AdminAccount } from '@imageai/client/admin';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'wouter';
import { Button, ButtonLink } from '../../components/button.js';
import { Empty } from '../../components/empty.js';
import { Loaded } from '../../components/loaded.js';
import { Notice } from '../../components/notice.js';
import { PageHead } from '../../components/page-head.js';
import { errorToast, toasts } from '../../components/toasts.js';
import { onDay } from '../../components/when.js';
import { operatorsText } from '../../text/operators.js';
import { admin } from '../api/admin.js';
import { useParameter } from '../api/use-parameter.js';
import { AccountKeys } from './account-keys.js';
import { AccountLedger } from './account-ledger.js';
import { AccountLimits } from './account-limits.js';
import { AccountRemoval } from './account-removal.js';
import { AccountState } from './account-state.js';
import { AccountUsage } from './account-usage.js';
import { accountQuery, changed } from './accounts.js';
import { DeleteForm } from './delete-form.js';
import { LimitsForm } from './limits-form.js';
import { PlanForm } from './plan-form.js';
import { SuspendForm } from './suspend-form.js';
import './account-page.css';

const words = operatorsText.account;

/** An account, what it used, and what can be done about it. */
export function AccountPage() {
  const id = useParameter('id');
  const account = useQuery({ ...accountQuery(id), enabled: id !== '' });
  if (id === '') {
    return (
      <Empty title={words.none.title} heading="h1" action={<ButtonLink href="/accounts">{words.back}</ButtonLink>}>
        {words.none.body}
      </Empty>
    );
  }
  return (
    <Loaded query={account}>
      {(data) => <Account key={data.id} account={data} onLookAgain={() => account.refetch()} />}
    </Loaded>
  );
}

interface AccountProps {
  readonly account: AdminAccount;
  readonly onLookAgain: () => Promise<unknown>;
}

function Account({ account, onLookAgain }: AccountProps) {
  const [open, setOpen] = useState<'plan' | 'limits' | 'suspend' | 'delete'>();
  const change = { account, onLookAgain, onClose: () => setOpen(undefined), onChanged: changed };
  const isThere = account.deleted_at === null;
  return (
    <>
      <Link href="/accounts">{words.back}</Link>
      <PageHead
        title={account.name || words.deletedTitle(onDay(account.deleted_at ?? account.created_at))}
        lead={account.email || account.id}
        action={<AccountState account={account} />}
      />
      {account.suspended && isThere && (
        <Notice kind="warning" action={<Reinstate account={account} />}>
          {account.suspended_reason ? words.suspendedFor(account.suspended_reason) : words.suspendedPlain}
        </Notice>
      )}
      {account.scheduled_change !== null && (
        <Notice>
          {words.scheduled(
            operatorsText.plans[account.scheduled_change.plan],
            onDay(account.scheduled_change.effective_at),
          )}
        </Notice>
      )}
      {isThere ? (
        <>
          <AccountLimits account={account} onPlan={() => setOpen('plan')} onLimits={() => setOpen('limits')} />
          <AccountUsage account={account} />
          <AccountKeys accountId={account.id} />
        </>
      ) : (
        <AccountRemoval accountId={account.id} />
      )}
      <AccountLedger accountId={account.id} />
      <div className="account-acts">
        <ButtonLink href={`/audit?${new URLSearchParams({ account: account.id })}`}>{words.acts}</ButtonLink>
        {isThere && !account.suspended && (
          <Button look="danger" onClick={() => setOpen('suspend')}>
            {words.suspend}
          </Button>
        )}
        {isThere && (
          <Button look="danger" onClick={() => setOpen('delete')}>
            {words.delete}
          </Button>
        )}
      </div>
      {open === 'plan' && <PlanForm {...change} />}
      {open === 'limits' && <LimitsForm {...change} />}
      {open === 'suspend' && <SuspendForm {...change} />}
      {open === 'delete' && <DeleteForm {...change} />}
    </>
  );
}

function Reinstate({ account }: { readonly account: AdminAccount }) {
  const [busy, setBusy] = useState(false);
  const reinstate = async () => {
    setBusy(true);
    try {
      await changed(await admin().accounts.reinstate(account.id));
    } catch (error) {
      toasts.add(errorToast(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <Button busy={busy} onClick={reinstate}>
      {words.reinstate}
    </Button>
  );
}
