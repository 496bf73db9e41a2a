import { Link, useLocation } from 'wouter';
import { chooseAccount } from '../api/chosen-account.js';
import { client } from '../api/client.js';
import { queries } from '../api/queries.js';
import { sessionKey } from '../api/session-state.js';
import { type Session, signedIn, useSession } from '../api/use-session.js';
import { TextField } from '../components/field.js';
import { useSubmit } from '../components/use-submit.js';
import { Waiting } from '../layout/waiting.js';
import { pathOf } from '../pages.js';
import { text } from '../text/index.js';
import { EntryForm } from './entry-form.js';
import { useLinkToken } from './link-token.js';
import { NoToken } from './no-token.js';
import { PasswordField } from './password-field.js';
import { useEntry } from './use-entry.js';

const words = text.people.invitation;

export function AcceptInvitationPage() {
  const token = useLinkToken();
  const { session } = useSession();
  if (token === undefined) return <NoToken />;
  if (session === undefined) return <Waiting />;
  return session === null ? <Newcomer token={token} /> : <SignedIn token={token} session={session} />;
}

function Newcomer({ token }: { readonly token: string }) {
  const [, go] = useLocation();
  const { field, form } = useEntry({ name: 'name', password: 'newPassword' }, async ({ name, password }) => {
    signedIn(await client.auth.acceptInvitation({ token, name: name.trim(), password }));
    go(pathOf('playground'));
  });
  const back = `${pathOf('accept-invitation')}#token=${token}`;
  return (
    <EntryForm
      title={words.title}
      lead={words.newcomer}
      act={words.act}
      {...form}
      after={
        <p className="entry-after">
          <Link href={`/sign-in?next=${encodeURIComponent(back)}`}>{words.haveAccount}</Link>
        </p>
      }
    >
      <TextField label={text.people.name} autoComplete="name" {...field('name')} />
      <PasswordField
        label={text.people.newPassword}
        hint={text.people.passwordHint}
        autoComplete="new-password"
        {...field('password')}
      />
    </EntryForm>
  );
}

function SignedIn({ token, session }: { readonly token: string; readonly session: Session }) {
  const [, go] = useLocation();
  const { busy, error, submit } = useSubmit(async () => {
    const { account_id } = await client.invitations.accept({ token });
    await queries.invalidateQueries({ queryKey: sessionKey });
    chooseAccount(account_id);
    go(pathOf('playground'));
  });
  return (
    <EntryForm
      title={words.title}
      lead={words.signedIn(session.user.email)}
      act={words.act}
      {...{ busy, error }}
      onSubmit={submit}
    >
      {null}
    </EntryForm>
  );
}
