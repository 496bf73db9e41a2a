import { useLocation } from 'wouter';
import { client } from '../api/client.js';
import { signedIn, signedOut } from '../api/use-session.js';
import { Button } from '../components/button.js';
import { Dialog } from '../components/dialog.js';
import { Failure } from '../components/notice.js';
import { text } from '../text/index.js';
import { PasswordField } from './password-field.js';
import { useEntry } from './use-entry.js';

const words = text.people.signIn;

/** Over the page whose session ended: below it everything stays as it was typed. */
export function SignInAgain({ email }: { readonly email: string }) {
  const [, go] = useLocation();
  const { field, form } = useEntry({ password: 'password' }, async ({ password }) => {
    signedIn(await client.auth.signIn({ email, password }));
  });
  const leave = () => {
    signedOut();
    go('/sign-in');
  };
  return (
    <Dialog open stays onClose={() => undefined} title={words.again} description={words.againLead}>
      <form className="form" onSubmit={form.onSubmit} noValidate>
        {form.error !== undefined && <Failure error={form.error} />}
        <input
          type="email"
          autoComplete="username"
          value={email}
          readOnly
          className="input"
          aria-label={text.people.email}
        />
        <PasswordField label={text.people.password} autoComplete="current-password" {...field('password')} />
        <Button type="submit" look="primary" busy={form.busy}>
          {words.act}
        </Button>
        <Button look="quiet" onClick={leave}>
          {words.elsewhere}
        </Button>
      </form>
    </Dialog>
  );
}
