import { useLocation } from 'wouter';
import { client } from '../api/client.js';
import { signedIn } from '../api/use-session.js';
import { pathOf } from '../pages.js';
import { text } from '../text/index.js';
import { EntryForm } from './entry-form.js';
import { useLinkToken } from './link-token.js';
import { NoToken } from './no-token.js';
import { PasswordField } from './password-field.js';
import { useEntry } from './use-entry.js';

const words = text.people.verify;

export function VerifyEmailPage() {
  const [, go] = useLocation();
  const token = useLinkToken();
  const { field, form } = useEntry({ password: 'password' }, async ({ password }) => {
    signedIn(await client.auth.verifyEmail({ token: token ?? '', password }));
    go(`${pathOf('playground')}?welcome`);
  });
  if (token === undefined) return <NoToken />;
  return (
    <EntryForm title={words.title} lead={words.lead} act={words.act} {...form}>
      <PasswordField label={text.people.password} autoComplete="current-password" {...field('password')} />
    </EntryForm>
  );
}
