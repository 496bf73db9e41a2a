import type { KeyReport } from '@imageai/client';
import { useState } from 'react';
import { Button } from '../../components/button.js';
import { Dialog } from '../../components/dialog.js';
import { TextField } from '../../components/field.js';
import { Failure, Notice } from '../../components/notice.js';
import { faultOf, useSubmit } from '../../components/use-submit.js';
import { operatorsText } from '../../text/operators.js';
import { admin } from '../api/admin.js';

const words = operatorsText.accounts.leaked;

export function LeakedKeyForm({ onClose }: { readonly onClose: () => void }) {
  const [key, setKey] = useState('');
  const [where, setWhere] = useState('');
  const [result, setResult] = useState<KeyReport['result']>();
  const { busy, error, submit } = useSubmit(async () => {
    setResult(undefined);
    setResult((await admin().reportKey({ key: key.trim(), found_at: where.trim() })).result);
  });
  const fault = faultOf(error, 'key');
  return (
    <Dialog open onClose={onClose} title={words.title} description={words.lead}>
      <form className="form" onSubmit={submit} noValidate>
        {error !== undefined && fault === undefined && <Failure error={error} />}
        {result !== undefined && (
          <Notice kind={result === 'unknown' ? 'warning' : 'hint'}>{words.results[result]}</Notice>
        )}
        <TextField
          label={words.key}
          value={key}
          fault={fault}
          autoComplete="off"
          spellCheck={false}
          onChange={(event) => setKey(event.target.value)}
        />
        <TextField
          label={words.where}
          hint={words.whereHint}
          value={where}
          onChange={(event) => setWhere(event.target.value)}
        />
        <Button type="submit" look="danger" busy={busy}>
          {words.act}
        </Button>
      </form>
    </Dialog>
  );
}
