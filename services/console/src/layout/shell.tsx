import { Dialog } from '@base-ui/react/dialog';
import { Menu as MenuIcon, X } from 'lucide-react';
import { type ReactNode, type Ref, useState } from 'react';
import type { Session } from '../api/use-session.js';
import { Empty } from '../components/empty.js';
import { Notice } from '../components/notice.js';
import { text } from '../text/index.js';
import { AccountMenu } from './account-menu.js';
import { Brand } from './brand.js';
import { Navigation } from './navigation.js';
import { Remaining } from './remaining.js';
import './shell.css';

interface ShellProps {
  readonly session: Session;
  readonly main: Ref<HTMLElement>;
  readonly children: ReactNode;
}

/** Around the pages of members: where one can go, for which account, and what is left of its month. */
export function Shell({ session, main, children }: ShellProps) {
  const { account } = session;
  return (
    <div className="shell">
      <a href="#main" className="skip">
        {text.nav.skip}
      </a>
      <header className="shell-bar">
        <Drawer session={session} />
        <Brand href="/playground" />
        <AccountMenu session={session} />
      </header>
      <aside className="shell-side">
        <Navigation role={account?.role} />
        {account && <Remaining />}
      </aside>
      <main id="main" ref={main} tabIndex={-1} className="shell-main">
        {account?.suspended && (
          <Notice kind="warning" title={text.suspended.title}>
            {text.suspended.body}
          </Notice>
        )}
        {account === undefined ? <Empty title={text.missing.title}>{text.missing.body}</Empty> : children}
      </main>
    </div>
  );
}

/** The navigation of narrow screens. */
function Drawer({ session: { account } }: { readonly session: Session }) {
  const [open, setOpen] = useState(false);
  return (
    <Dialog.Root open={open} onOpenChange={setOpen}>
      <Dialog.Trigger className="button button-quiet button-icon shell-menu" aria-label={text.nav.menu}>
        <MenuIcon aria-hidden />
      </Dialog.Trigger>
      <Dialog.Portal>
        <Dialog.Backdrop className="dialog-backdrop" />
        <Dialog.Popup className="drawer">
          <div className="drawer-head">
            <Dialog.Title className="unseen">{text.nav.menu}</Dialog.Title>
            <Dialog.Close className="button button-quiet button-icon" aria-label={text.actions.close}>
              <X aria-hidden />
            </Dialog.Close>
          </div>
          <Navigation role={account?.role} onChoose={() => setOpen(false)} />
          {account && <Remaining />}
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
