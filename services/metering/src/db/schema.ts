import type { Generated, Kysely, Selectable } from 'kysely';

/** open: reserved. confirmed: generation knows its job. settled: charged or given back. abandoned: given back, no job. */
type ReservationState = 'open' | 'confirmed' | 'settled' | 'abandoned';

interface ReservationTable {
  generation_id: string;
  account_id: string;
  key_id: string;
  images: number;
  /** "2026-11", UTC: the month that is charged, whenever the images come. */
  month: string;
  /** Null for a generation that was never admitted (an operator made it): it takes none of the minute. */
  admitted_at: Date | null;
  /** Counts the admissions of the account, so that a window is counted by its two ends. */
  seq: number;
  state: ReservationState;
  closed_at: Date | null;
}

interface BalanceTable {
  account_id: string;
  month: string;
  reserved: number;
  used: number;
  /** The limit at the latest admission; null: there was none. */
  images_per_month: number | null;
}

/** What a key with a month of its own has reserved or used in it. */
interface KeyBalanceTable {
  account_id: string;
  month: string;
  key_id: string;
  images: number;
}

export type LedgerKind = 'reserved' | 'used' | 'released';

interface LedgerTable {
  id: Generated<number>;
  account_id: string;
  month: string;
  kind: LedgerKind;
  images: number;
  generation_id: string;
  image_id: string;
  key_id: string;
  /** Why images were given back: what became of them. */
  reason: string;
  created_at: Date;
  /** When the generation was accepted, of entries that end images; null for a reservation. */
  accepted_at: Date | null;
  style: string;
  size: string;
  model: string;
}

/** What ended, counted in the hour and in the day in which its generation was accepted. */
interface UsageRollupTable {
  account_id: string;
  grain: 'hour' | 'day';
  starts_at: Date;
  key_id: string;
  style: string;
  size: string;
  model: string;
  images: number;
  given_back: number;
  /** Generations that used an image. */
  requests: number;
}

/** Written with the image that reached it, and published from there. */
interface QuotaWarningTable {
  account_id: string;
  month: string;
  /** 80 or 100. */
  percent: number;
  images_used: number;
  images_per_month: number;
  reached_at: Date;
  /** Null until it is about to be published. */
  event_id: string | null;
  published_at: Date | null;
}

/** A deleted account whose keys are to be taken out of the books. */
interface AccountRemovalTable {
  account_id: string;
  requested_at: Date;
  /** Entries that a key was taken out of. */
  ledger_entries: Generated<number>;
  /** When auth was told that it is done. */
  confirmed_at: Date | null;
}

/** How far the ledger was handed to a sink. */
interface UsageExportTable {
  sink: string;
  ledger_id: number;
  exported_at: Date | null;
}

export interface MeteringSchema {
  reservations: ReservationTable;
  balances: BalanceTable;
  key_balances: KeyBalanceTable;
  ledger: LedgerTable;
  usage_rollups: UsageRollupTable;
  quota_warnings: QuotaWarningTable;
  account_removals: AccountRemovalTable;
  usage_exports: UsageExportTable;
}

export type BalanceRow = Omit<Selectable<BalanceTable>, 'images_per_month'>;
export type QuotaWarningRow = Selectable<QuotaWarningTable>;
export type LedgerRow = Selectable<LedgerTable>;

/** A connection pool that sees the service's own schema. */
export type Database = Kysely<MeteringSchema>;
