import { Dialog as Base } from '@base-ui/react/dialog';
import { X } from 'lucide-react';
import type { ReactNode } from 'react';
import { text } from '../text/index.js';
import './dialog.css';

interface DialogProps {
  readonly open: boolean;
  readonly onClose: () => void;
  readonly title: ReactNode;
  readonly description?: ReactNode;
  readonly children: ReactNode;
  readonly wide?: boolean;
  /** It stays until it is answered: a click beside it or Escape does not lose what is in it. */
  readonly stays?: boolean;
}

export function Dialog({ open, onClose, title, description, children, wide = false, stays = false }: DialogProps) {
  return (
    <Base.Root
      open={open}
      disablePointerDismissal={stays}
      onOpenChange={(next, details) => {
        if (next || (stays && details.reason === 'escape-key')) return;
        onClose();
      }}
    >
      <Base.Portal>
        <Base.Backdrop className="dialog-backdrop" />
        <Base.Viewport className="dialog-viewport">
          <Base.Popup className={`dialog ${wide ? 'dialog-wide' : ''}`}>
            <header className="dialog-head">
              <Base.Title>{title}</Base.Title>
              {!stays && (
                <Base.Close className="button button-quiet button-icon" aria-label={text.actions.close}>
                  <X aria-hidden />
                </Base.Close>
              )}
            </header>
            {description !== undefined && (
              <Base.Description className="dialog-description">{description}</Base.Description>
            )}
            {children}
          </Base.Popup>
        </Base.Viewport>
      </Base.Portal>
    </Base.Root>
  );
}
