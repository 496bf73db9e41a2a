import { useState } from 'react';
import { Button } from '../../components/button.js';
import { Dialog } from '../../components/dialog.js';
import { TextField } from '../../components/field.js';
import { useSubmit } from '../../components/use-submit.js';
import { operatorsText } from '../../text/operators.js';
import { admin } from '../api/admin.js';
import { VersionedFailure } from '../versioned-failure.js';
import type { ChangeProps } from './change.js';

const words = operatorsText.account;

export function DeleteForm({ account, onClose, onChanged, onLookAgain }: ChangeProps) {
  const [typed, setTyped] = useState('');
  const { busy, error, submit } = useSubmit(async () => {
    await onChanged(await admin().accounts.delete(account.id, account));
    onClose();
  });
  return (
    <Dialog open onClose={onClose} title={words.deleteTitle} description={words.deleteLead(account.name)}>
      <form className="form" onSubmit={submit}>
        <VersionedFailure error={error} onLookAgain={onLookAgain} />
        <TextField
          label={words.confirm(account.name)}
          value={typed}
          autoComplete="off"
          onChange={(event) => setTyped(event.target.value)}
        />
        <Button type="submit" look="danger" busy={busy} disabled={typed !== account.name}>
          {words.delete}
        </Button>
      </form>
    </Dialog>
  );
}
