import { type Balance, type LedgerEntry, LedgerEntryKind } from '@imageai/contracts/metering';
import type { BalanceRow, LedgerKind, LedgerRow } from '../db/schema.js';

const kinds: Readonly<Record<LedgerKind, LedgerEntryKind>> = {
  reserved: LedgerEntryKind.LEDGER_ENTRY_KIND_RESERVED,
  used: LedgerEntryKind.LEDGER_ENTRY_KIND_USED,
  released: LedgerEntryKind.LEDGER_ENTRY_KIND_RELEASED,
};

export const toBalance = (row: BalanceRow): Balance => ({
  accountId: row.account_id,
  month: row.month,
  reserved: row.reserved,
  used: row.used,
});

export const toLedgerEntry = (row: LedgerRow): LedgerEntry => ({
  id: String(row.id),
  accountId: row.account_id,
  month: row.month,
  kind: kinds[row.kind],
  images: row.images,
  generationId: row.generation_id,
  imageId: row.image_id,
  keyId: row.key_id,
  createdAt: row.created_at,
  reason: row.reason,
});
