import type { MemberRoleName } from '@imageai/client';
import { useState } from 'react';
import { client } from '../api/client.js';
import { Button } from '../components/button.js';
import { Dialog } from '../components/dialog.js';
import { Choose, TextField } from '../components/field.js';
import { Failure } from '../components/notice.js';
import { toasts } from '../components/toasts.js';
import { useEntry } from '../people/use-entry.js';
import { text } from '../text/index.js';

const words = text.account.members;
const roles = Object.keys(text.roles) as MemberRoleName[];

interface InviteFormProps {
  readonly onClose: () => void;
  readonly onSent: () => Promise<unknown>;
}

export function InviteForm({ onClose, onSent }: InviteFormProps) {
  const [role, setRole] = useState<MemberRoleName>('developer');
  const { field, form } = useEntry({ email: 'email' }, async ({ email }) => {
    await client.invitations.create({ email: email.trim(), role });
    toasts.add({ title: words.sent(email.trim()) });
    onClose();
    await onSent();
  });
  return (
    <Dialog open onClose={onClose} title={words.invite} description={words.inviteLead}>
      <form className="form" onSubmit={form.onSubmit} noValidate>
        {form.error !== undefined && <Failure error={form.error} />}
        <TextField label={words.email} type="email" {...field('email')} />
        <Choose
          label={words.role}
          hint={text.rolesHint[role]}
          value={role}
          choices={roles.map((value) => ({ value, label: text.roles[value] }))}
          onChange={(event) => setRole(event.target.value as MemberRoleName)}
        />
        <Button type="submit" look="primary" busy={form.busy}>
          {words.send}
        </Button>
      </form>
    </Dialog>
  );
}
