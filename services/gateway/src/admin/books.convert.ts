import type { BooksReport, LedgerEntryResource, RebuiltBooks } from '@imageai/api/admin';
import {
  type Balance,
  type CheckBooksResponse,
  type LedgerEntry,
  LedgerEntryKind,
  type RebuildBalanceResponse,
  type RebuildUsageResponse,
} from '@imageai/contracts/metering';
import { AppError } from '@imageai/errors';
import { toSums } from '../usage/usage.convert.js';

const kinds = new Map<LedgerEntryKind, LedgerEntryResource['kind']>([
  [LedgerEntryKind.LEDGER_ENTRY_KIND_RESERVED, 'reserved'],
  [LedgerEntryKind.LEDGER_ENTRY_KIND_USED, 'used'],
  [LedgerEntryKind.LEDGER_ENTRY_KIND_RELEASED, 'released'],
]);

export function toLedgerEntry(entry: LedgerEntry): LedgerEntryResource {
  const kind = kinds.get(entry.kind);
  if (kind === undefined || entry.createdAt === undefined) {
    throw new AppError('internal_error', { cause: new Error('metering sent an entry that cannot be read') });
  }
  return {
    id: entry.id,
    kind,
    images: entry.images,
    generation_id: entry.generationId,
    image_id: entry.imageId || null,
    key_id: entry.keyId || null,
    reason: entry.reason || null,
    created_at: entry.createdAt.toISOString(),
  };
}

export const toBooksReport = ({ checked, differences }: CheckBooksResponse): BooksReport => ({
  checked,
  differences: differences.map(({ accountId, month, what, keyId, expected, found }) => ({
    account_id: accountId,
    month,
    what,
    key_id: keyId || null,
    expected: Number(expected),
    found: Number(found),
  })),
});

export const toRebuiltBooks = (
  of: Pick<RebuiltBooks, 'account_id' | 'month'>,
  balance: RebuildBalanceResponse,
  usage: RebuildUsageResponse,
): RebuiltBooks => ({
  ...of,
  balance: { before: toBalance(balance.before), after: toBalance(balance.after) },
  usage: { before: toSums(usage.before), after: toSums(usage.after) },
  wrong_rows: usage.wrongRows,
});

const toBalance = (balance: Balance | undefined) => ({
  images_reserved: balance?.reserved ?? 0,
  images_used: balance?.used ?? 0,
});
