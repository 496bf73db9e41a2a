import type { AdminAccount } from '@imageai/client/admin';
import { useState } from 'react';
import { Button } from '../../components/button.js';
import { Dialog } from '../../components/dialog.js';
import { Choose, TextField } from '../../components/field.js';
import { Failure } from '../../components/notice.js';
import { faultOf, useSubmit } from '../../components/use-submit.js';
import { operatorsText } from '../../text/operators.js';
import { admin } from '../api/admin.js';
import { planNames } from './accounts.js';

const words = operatorsText.accounts;

interface CreateFormProps {
  readonly onClose: () => void;
  readonly onMade: (account: AdminAccount) => Promise<void>;
}

export function CreateForm({ onClose, onMade }: CreateFormProps) {
  const [name, setName] = useState('');
  const [email, setEmail] = useState('');
  const [plan, setPlan] = useState<AdminAccount['plan']>('starter');
  const { busy, error, submit } = useSubmit(async () => {
    await onMade(await admin().accounts.create({ name: name.trim(), email: email.trim(), plan }));
  });
  const [nameFault, emailFault] = [faultOf(error, 'name'), faultOf(error, 'email')];
  return (
    <Dialog open onClose={onClose} title={words.create}>
      <form className="form" onSubmit={submit} noValidate>
        {error !== undefined && nameFault === undefined && emailFault === undefined && <Failure error={error} />}
        <TextField
          label={words.name}
          value={name}
          fault={nameFault}
          onChange={(event) => setName(event.target.value)}
        />
        <TextField
          label={words.email}
          hint={words.emailHint}
          type="email"
          value={email}
          fault={emailFault}
          onChange={(event) => setEmail(event.target.value)}
        />
        <Choose
          label={words.plan}
          value={plan}
          choices={planNames.map((value) => ({ value, label: operatorsText.plans[value] }))}
          onChange={(event) => setPlan(event.target.value as AdminAccount['plan'])}
        />
        <Button type="submit" look="primary" busy={busy}>
          {words.make}
        </Button>
      </form>
    </Dialog>
  );
}
