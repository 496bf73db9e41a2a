import { Link, Redirect, useLocation } from 'wouter';
import { client } from '../api/client.js';
import { signedIn, useSession } from '../api/use-session.js';
import { TextField } from '../components/field.js';
import { Notice } from '../components/notice.js';
import { text } from '../text/index.js';
import { EntryForm } from './entry-form.js';
import { nextPage } from './next-page.js';
import { PasswordField } from './password-field.js';
import { Providers } from './providers.js';
import { useEntry } from './use-entry.js';

const words = text.people.signIn;

export function SignInPage() {
  const [, go] = useLocation();
  const { session } = useSession();
  const { field, form } = useEntry({ email: 'email', password: 'password' }, async ({ email, password }) => {
    signedIn(await client.auth.signIn({ email: email.trim(), password }));
    go(nextPage(location.search));
  });
  if (session) return <Redirect to={nextPage(location.search)} />;
  const refused = words.refused[new URLSearchParams(location.search).get('error') ?? ''];
  return (
    <EntryForm
      title={words.title}
      act={words.act}
      {...form}
      after={
        <>
          <Providers />
          <p className="entry-after">
            {words.none} <Link href="/sign-up">{text.people.signUp.act}</Link>
          </p>
        </>
      }
    >
      {refused !== undefined && <Notice kind="failure">{refused}</Notice>}
      <TextField label={text.people.email} type="email" autoComplete="email" {...field('email')} />
      <PasswordField
        label={text.people.password}
        autoComplete="current-password"
        aside={<Link href="/forgotten-password">{words.forgotten}</Link>}
        {...field('password')}
      />
    </EntryForm>
  );
}
