import { useState } from 'react';
import { Button } from '../../components/button.js';
import { Dialog } from '../../components/dialog.js';
import { TextArea } from '../../components/field.js';
import { Failure } from '../../components/notice.js';
import { faultOf, useSubmit } from '../../components/use-submit.js';
import { operatorsText } from '../../text/operators.js';
import { admin } from '../api/admin.js';
import type { ChangeProps } from './change.js';

const words = operatorsText.account;

/** It cannot wait for another look, and undoing it loses nothing: no version is asked for. */
export function SuspendForm({ account, onClose, onChanged }: Omit<ChangeProps, 'onLookAgain'>) {
  const [reason, setReason] = useState('');
  const { busy, error, submit } = useSubmit(async () => {
    await onChanged(await admin().accounts.suspend(account.id, reason.trim()));
    onClose();
  });
  const fault = faultOf(error, 'reason');
  return (
    <Dialog open onClose={onClose} title={words.suspendTitle(account.name)} description={words.suspendLead}>
      <form className="form" onSubmit={submit}>
        {error !== undefined && fault === undefined && <Failure error={error} />}
        <TextArea
          label={words.reason}
          hint={words.reasonHint}
          fault={fault}
          value={reason}
          onChange={(event) => setReason(event.target.value)}
        />
        <Button type="submit" look="danger" busy={busy}>
          {words.suspend}
        </Button>
      </form>
    </Dialog>
  );
}
