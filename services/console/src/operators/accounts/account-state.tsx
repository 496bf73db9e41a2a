import type { AdminAccount } from '@imageai/client/admin';
import { Tag } from '../../components/table.js';
import { operatorsText } from '../../text/operators.js';

const words = operatorsText.accounts;

export function AccountState({ account }: { readonly account: AdminAccount }) {
  if (account.deleted_at !== null) return <Tag>{words.gone}</Tag>;
  return account.suspended ? <Tag kind="bad">{words.suspended}</Tag> : <Tag kind="good">{words.active}</Tag>;
}
