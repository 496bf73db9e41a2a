import { useState } from 'react';
import { Button } from '../../components/button.js';
import { Dialog } from '../../components/dialog.js';
import { useSubmit } from '../../components/use-submit.js';
import { operatorsText } from '../../text/operators.js';
import { admin } from '../api/admin.js';
import { VersionedFailure } from '../versioned-failure.js';
import type { ChangeProps } from './change.js';
import { LimitFields } from './limit-fields.js';
import { limitsOf, textsOf, wrongNumber } from './limits.js';

const words = operatorsText.account;

export function LimitsForm({ account, onClose, onChanged, onLookAgain }: ChangeProps) {
  const [texts, setTexts] = useState(() => textsOf(account.overrides));
  const [isTried, setTried] = useState(false);
  const { busy, error, submit } = useSubmit(async () => {
    setTried(true);
    if (wrongNumber(texts) !== undefined) return;
    await onChanged(await admin().accounts.setOverrides(account.id, account, limitsOf(texts)));
    onClose();
  });
  return (
    <Dialog open onClose={onClose} title={words.setLimits} description={words.limitsLead}>
      <form className="form" onSubmit={submit} noValidate>
        <VersionedFailure error={error} onLookAgain={onLookAgain} />
        <LimitFields texts={texts} onChange={setTexts} isTried={isTried} now={account.limits} empty={words.asThePlan} />
        <Button type="submit" look="primary" busy={busy}>
          {words.setLimits}
        </Button>
      </form>
    </Dialog>
  );
}
