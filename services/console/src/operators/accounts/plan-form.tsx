import type { AdminAccount, SetAccountPlanRequest } from '@imageai/client/admin';
import { useState } from 'react';
import { Button } from '../../components/button.js';
import { Dialog } from '../../components/dialog.js';
import { Choose, Tick } from '../../components/field.js';
import { useSubmit } from '../../components/use-submit.js';
import { operatorsText } from '../../text/operators.js';
import { admin } from '../api/admin.js';
import { VersionedFailure } from '../versioned-failure.js';
import { planNames } from './accounts.js';
import type { ChangeProps } from './change.js';

const words = operatorsText.account;
type Timing = NonNullable<SetAccountPlanRequest['effective']> | '';

export function PlanForm({ account, onClose, onChanged, onLookAgain }: ChangeProps) {
  const [plan, setPlan] = useState<AdminAccount['plan']>(account.plan);
  const [timing, setTiming] = useState<Timing>('');
  const [keeps, setKeeps] = useState(true);
  const { busy, error, submit } = useSubmit(async () => {
    const change = { plan, keep_overrides: keeps, ...(timing !== '' && { effective: timing }) };
    await onChanged(await admin().accounts.setPlan(account.id, account, change));
    onClose();
  });
  return (
    <Dialog open onClose={onClose} title={words.setPlan}>
      <form className="form" onSubmit={submit}>
        <VersionedFailure error={error} onLookAgain={onLookAgain} />
        <Choose
          label={words.plan}
          hint={words.now(operatorsText.plans[account.plan])}
          value={plan}
          choices={planNames.map((value) => ({ value, label: operatorsText.plans[value] }))}
          onChange={(event) => setPlan(event.target.value as AdminAccount['plan'])}
        />
        <Choose
          label={words.when}
          value={timing}
          choices={(['', 'now', 'next_month'] as const).map((value) => ({ value, label: words.timings[value] }))}
          onChange={(event) => setTiming(event.target.value as Timing)}
        />
        <Tick
          label={words.keep}
          hint={words.keepHint}
          checked={keeps}
          onChange={(event) => setKeeps(event.target.checked)}
        />
        <Button type="submit" look="primary" busy={busy}>
          {words.setPlan}
        </Button>
      </form>
    </Dialog>
  );
}
