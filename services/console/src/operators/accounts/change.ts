import type { AdminAccount } from '@imageai/client/admin';

/** What every change of an account is given. */
export interface ChangeProps {
  /** As it was looked at: the change is decided on this version. */
  readonly account: AdminAccount;
  readonly onClose: () => void;
  readonly onChanged: (account: AdminAccount) => Promise<unknown>;
  readonly onLookAgain: () => Promise<unknown>;
}
