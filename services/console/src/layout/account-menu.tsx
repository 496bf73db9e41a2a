import { CircleUserRound } from 'lucide-react';
import { useLocation } from 'wouter';
import { client } from '../api/client.js';
import { type Session, signedOut, switchAccount } from '../api/use-session.js';
import { Menu, MenuChoice, MenuItem } from '../components/menu.js';
import { text } from '../text/index.js';
import { ThemeChoice } from './theme-menu.js';
import './account-menu.css';

export function AccountMenu({ session }: { readonly session: Session }) {
  const [, go] = useLocation();
  const { account, memberships, user } = session;
  const signOut = async () => {
    // Signed out is signed out, also where the server did not hear of it: its session ends by itself.
    await client.auth.signOut().catch(() => undefined);
    signedOut();
    go('/');
  };
  return (
    <Menu
      label={`${text.nav.account}: ${account?.account_name ?? user.name}`}
      className="button button-quiet account-button"
      button={
        <>
          <CircleUserRound aria-hidden />
          <span>{account?.account_name ?? user.name}</span>
        </>
      }
    >
      <p className="account-email">{user.email}</p>
      {memberships.length > 1 && (
        <MenuChoice
          label={text.nav.accounts}
          value={account?.account_id ?? ''}
          choices={memberships.map(({ account_id, account_name }) => ({ value: account_id, label: account_name }))}
          onChoose={switchAccount}
        />
      )}
      <ThemeChoice />
      <hr className="menu-line" />
      <MenuItem onClick={() => go('/profile')}>{text.nav.profile}</MenuItem>
      <MenuItem onClick={signOut}>{text.actions.signOut}</MenuItem>
    </Menu>
  );
}
