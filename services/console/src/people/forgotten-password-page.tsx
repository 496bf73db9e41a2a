import { useState } from 'react';
import { client } from '../api/client.js';
import { TextField } from '../components/field.js';
import { text } from '../text/index.js';
import { EntryDone, EntryForm } from './entry-form.js';
import { useEntry } from './use-entry.js';

const words = text.people.forgotten;

export function ForgottenPasswordPage() {
  const [sentTo, setSentTo] = useState<string>();
  const { field, form } = useEntry({ email: 'email' }, async ({ email }) => {
    await client.auth.requestPasswordReset({ email: email.trim() });
    setSentTo(email.trim());
  });
  if (sentTo !== undefined) return <EntryDone title={words.sentTitle}>{words.sent(sentTo)}</EntryDone>;
  return (
    <EntryForm title={words.title} lead={words.lead} act={words.act} {...form}>
      <TextField label={text.people.email} type="email" autoComplete="email" {...field('email')} />
    </EntryForm>
  );
}
