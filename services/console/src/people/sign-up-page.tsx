import { useState } from 'react';
import { Link } from 'wouter';
import { client } from '../api/client.js';
import { Button } from '../components/button.js';
import { TextField } from '../components/field.js';
import { text } from '../text/index.js';
import { EntryDone, EntryForm } from './entry-form.js';
import { PasswordField } from './password-field.js';
import { Providers } from './providers.js';
import { useEntry } from './use-entry.js';

const words = text.people.signUp;

export function SignUpPage() {
  const [sentTo, setSentTo] = useState<string>();
  const { field, form } = useEntry({ name: 'name', email: 'email', password: 'newPassword' }, async (values) => {
    await client.auth.signUp({ ...values, email: values.email.trim(), name: values.name.trim() });
    setSentTo(values.email.trim());
  });
  if (sentTo !== undefined) {
    return (
      <EntryDone title={words.sentTitle} after={<Button onClick={() => setSentTo(undefined)}>{words.another}</Button>}>
        {words.sent(sentTo)}
      </EntryDone>
    );
  }
  return (
    <EntryForm
      title={words.title}
      lead={words.lead}
      act={words.act}
      {...form}
      after={
        <>
          <Providers />
          <p className="entry-after">
            {words.have} <Link href="/sign-in">{text.people.signIn.act}</Link>
          </p>
        </>
      }
    >
      <TextField label={text.people.name} autoComplete="name" {...field('name')} />
      <TextField label={text.people.email} type="email" autoComplete="email" {...field('email')} />
      <PasswordField
        label={text.people.password}
        hint={text.people.passwordHint}
        autoComplete="new-password"
        {...field('password')}
      />
    </EntryForm>
  );
}
