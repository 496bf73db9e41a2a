import { useState } from 'react';
import { client } from '../api/client.js';
import { signedOut } from '../api/use-session.js';
import { ButtonLink } from '../components/button.js';
import { text } from '../text/index.js';
import { EntryDone, EntryForm } from './entry-form.js';
import { useLinkToken } from './link-token.js';
import { NoToken } from './no-token.js';
import { PasswordField } from './password-field.js';
import { useEntry } from './use-entry.js';

const words = text.people.reset;

export function ResetPasswordPage() {
  const token = useLinkToken();
  const [done, setDone] = useState(false);
  const { field, form } = useEntry({ password: 'newPassword' }, async ({ password }) => {
    await client.auth.resetPassword({ token: token ?? '', password });
    signedOut();
    setDone(true);
  });
  if (done) {
    return (
      <EntryDone
        title={words.doneTitle}
        after={
          <ButtonLink href="/sign-in" look="primary">
            {text.actions.signIn}
          </ButtonLink>
        }
      >
        {words.done}
      </EntryDone>
    );
  }
  if (token === undefined) return <NoToken />;
  return (
    <EntryForm title={words.title} lead={words.lead} act={words.act} {...form}>
      <PasswordField
        label={text.people.newPassword}
        hint={text.people.passwordHint}
        autoComplete="new-password"
        {...field('password')}
      />
    </EntryForm>
  );
}
