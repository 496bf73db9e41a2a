import { type ReactNode, useState } from 'react';
import { text } from '../text/index.js';
import { Button } from './button.js';
import { Dialog } from './dialog.js';
import { Failure } from './notice.js';

interface ConfirmProps {
  readonly open: boolean;
  readonly onClose: () => void;
  readonly title: string;
  readonly children: ReactNode;
  /** What the button says: the act itself, never "OK". */
  readonly act: string;
  readonly onConfirm: () => Promise<unknown>;
}

/** Asks before what cannot be taken back; closes when it is done, and says so where it failed. */
export function Confirm({ open, onClose, title, children, act, onConfirm }: ConfirmProps) {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const confirm = async () => {
    setBusy(true);
    setError(undefined);
    try {
      await onConfirm();
      onClose();
    } catch (thrown) {
      setError(thrown);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Dialog open={open} onClose={onClose} title={title} description={children}>
      {error !== undefined && <Failure error={error} />}
      <div className="dialog-actions">
        <Button onClick={onClose}>{text.actions.keep}</Button>
        <Button look="danger" busy={busy} onClick={confirm}>
          {act}
        </Button>
      </div>
    </Dialog>
  );
}
