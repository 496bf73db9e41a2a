import { Dialog } from '@base-ui/react/dialog';
import { Menu as MenuIcon, X } from 'lucide-react';
import { type ReactNode, type Ref, useState } from 'react';
import { text } from '../text/index.js';
import { Brand } from './brand.js';
import './shell.css';

interface ShellProps {
  /** Where the name of the product leads. */
  readonly home: string;
  /** Beside the name of the product. */
  readonly name?: ReactNode;
  /** Where one can go; told when somebody chose. */
  readonly side: (onChoose?: () => void) => ReactNode;
  /** At the end of the bar: who looks. */
  readonly corner: ReactNode;
  readonly main: Ref<HTMLElement>;
  readonly children: ReactNode;
}

/** Bar, navigation and content; on narrow screens the navigation is behind a button. */
export function Shell({ home, name, side, corner, main, children }: ShellProps) {
  return (
    <div className="shell">
      <a href="#main" className="skip">
        {text.nav.skip}
      </a>
      <header className="shell-bar">
        <Drawer side={side} />
        <Brand href={home} />
        {name}
        {corner}
      </header>
      <aside className="shell-side">{side()}</aside>
      <main id="main" ref={main} tabIndex={-1} className="shell-main">
        {children}
      </main>
    </div>
  );
}

function Drawer({ side }: Pick<ShellProps, 'side'>) {
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
          {side(() => setOpen(false))}
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
