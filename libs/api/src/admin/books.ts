import { z } from 'zod';
import { pageQuery } from '../page-query.js';
import { plainText, queryText } from '../text.js';
import { usageSums } from '../usage.js';

const monthError = 'must be a month such as 2026-11';
const isMonth = (text: string): boolean => /^2[01]\d\d-(0[1-9]|1[0-2])$/.test(text);
const month = plainText(7).refine(isMonth, { error: monthError });

/** The body of `POST /admin/books/check`. */
export const checkBooks = z
  .strictObject({
    month: month
      .optional()
      .describe('Left out: the current one and the one before, and what was made in the last two days.'),
  })
  .meta({ id: 'CheckBooks' });

/** The body of `POST /admin/books/rebuild`. */
export const rebuildBooks = z
  .strictObject({ account_id: plainText(200).describe('Of the account: `acct_…`.'), month })
  .meta({ id: 'RebuildBooks' });

/** A sum that says something else than the ledger. */
export const bookDifference = z
  .strictObject({
    account_id: z.string(),
    month: z.string(),
    what: z
      .string()
      .describe(
        '`balance.reserved`, `balance.used`, `reservations`, `rollups` or `key_balance`; `jobs` or `images` where what was charged lately is not what was made, or not known to storage.',
      ),
    key_id: z.string().nullable().describe('The key whose month is counted otherwise; null: it is the account’s.'),
    expected: z.int().describe('By the ledger.'),
    found: z.int(),
  })
  .meta({ id: 'BookDifference' });

export const booksReport = z
  .strictObject({
    checked: z.int().min(0).describe('Balances that were looked at.'),
    differences: z.array(bookDifference).describe('At most 1000; there may be more.'),
  })
  .meta({ id: 'BooksReport' });

const balance = z
  .strictObject({ images_reserved: z.int().min(0), images_used: z.int().min(0) })
  .meta({ id: 'Balance' });

/** What a month said, and what the ledger says. */
export const rebuiltBooks = z
  .strictObject({
    account_id: z.string(),
    month: z.string(),
    balance: z.strictObject({ before: balance, after: balance }),
    usage: z.strictObject({ before: usageSums, after: usageSums }),
    wrong_rows: z.int().min(0).describe('Rows of the rollups that said something else.'),
  })
  .meta({ id: 'RebuiltBooks' });

/** The query of `GET /admin/accounts/{id}/ledger`. */
export const listLedger = z.strictObject({
  ...pageQuery,
  month: queryText(7).refine(isMonth, { error: monthError }).optional().describe('The current one where absent.'),
});

/** One line of the ledger, which is never changed. */
export const ledgerEntry = z
  .strictObject({
    id: z.string().describe('Grows with time.'),
    kind: z
      .enum(['reserved', 'used', 'released'])
      .describe('Set aside for a generation; stored, and so charged; not stored, and so given back.'),
    images: z.int().min(1),
    generation_id: z.string(),
    image_id: z.string().nullable().describe('null: for all images of the generation.'),
    key_id: z.string().nullable().describe('The key, or the user, that asked; null: the account was deleted.'),
    reason: z
      .string()
      .nullable()
      .describe(
        'Why it was given back: `failed`, `cancelled`, `expired`, `missing` (nothing was said of it) or `abandoned` (its generation was never made).',
      ),
    created_at: z.iso.datetime(),
  })
  .meta({ id: 'LedgerEntry' });

/** The answer of `GET /admin/accounts/{id}/ledger`, oldest first. */
export const ledgerPage = z
  .strictObject({ data: z.array(ledgerEntry), has_more: z.boolean(), next_cursor: z.string().nullable() })
  .meta({ id: 'LedgerPage' });

export type CheckBooksParameters = z.output<typeof checkBooks>;
export type RebuildBooksParameters = z.output<typeof rebuildBooks>;
export type BooksReport = z.output<typeof booksReport>;
export type RebuiltBooks = z.output<typeof rebuiltBooks>;
export type ListLedgerQuery = z.output<typeof listLedger>;
export type LedgerEntryResource = z.output<typeof ledgerEntry>;
export type LedgerPage = z.output<typeof ledgerPage>;
