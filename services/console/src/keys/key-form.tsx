import { useState } from 'react';
import { client } from '../api/client.js';
import { Button } from '../components/button.js';
import { Dialog } from '../components/dialog.js';
import { Choose, TextField, Tick } from '../components/field.js';
import { Failure } from '../components/notice.js';
import { faultOf, useSubmit } from '../components/use-submit.js';
import { text } from '../text/index.js';

const words = text.developers.keys;
const scopes = ['generate', 'read', 'manage'] as const;
const days = { never: undefined, month: 30, quarter: 90, year: 365 } as const;
type Expiry = keyof typeof days;

interface KeyFormProps {
  readonly onClose: () => void;
  readonly onMade: (secret: string) => Promise<void>;
}

export function KeyForm({ onClose, onMade }: KeyFormProps) {
  const [name, setName] = useState('');
  const [chosen, setChosen] = useState<readonly string[]>(['generate', 'read']);
  const [expiry, setExpiry] = useState<Expiry>('never');
  const { busy, error, submit } = useSubmit(async () => {
    const { secret } = await client.keys.create({ name: name.trim(), scopes: [...chosen], expires_at: endOf(expiry) });
    await onMade(secret);
  });
  const toggle = (scope: string, on: boolean) =>
    setChosen(scopes.filter((one) => (one === scope ? on : chosen.includes(one))));
  return (
    <Dialog open onClose={onClose} title={words.create}>
      <form className="form" onSubmit={submit}>
        {error !== undefined && faultOf(error, 'name') === undefined && <Failure error={error} />}
        <TextField
          label={words.name}
          hint={words.nameHint}
          value={name}
          fault={faultOf(error, 'name')}
          onChange={(event) => setName(event.target.value)}
        />
        <fieldset className="choices">
          <legend className="legend">{words.scopes}</legend>
          {scopes.map((scope) => (
            <Tick
              key={scope}
              label={words.scope[scope][0]}
              hint={words.scope[scope][1]}
              checked={chosen.includes(scope)}
              onChange={(event) => toggle(scope, event.target.checked)}
            />
          ))}
          {chosen.length === 0 && <p className="field-fault">{words.scopeMissing}</p>}
        </fieldset>
        <Choose
          label={words.expiry}
          value={expiry}
          choices={Object.entries(words.expiries).map(([value, label]) => ({ value, label }))}
          onChange={(event) => setExpiry(event.target.value as Expiry)}
        />
        <Button type="submit" look="primary" busy={busy} disabled={chosen.length === 0}>
          {words.make}
        </Button>
      </form>
    </Dialog>
  );
}

function endOf(expiry: Expiry): string | undefined {
  const count = days[expiry];
  return count === undefined ? undefined : new Date(Date.now() + count * 86_400_000).toISOString();
}
