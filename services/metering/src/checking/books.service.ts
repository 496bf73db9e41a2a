import type { BookDifference, CheckBooksRequest, CheckBooksResponse } from '@imageai/contracts/metering';
import { gauge, type Logger } from '@imageai/telemetry';
import { Inject, Injectable } from '@nestjs/common';
import { checkMonth } from '../checks.js';
import { LOGGER } from '../tokens.js';
import { BooksRepository, type CheckedRow } from './books.repository.js';

const batchSize = 200;
const mostDifferences = 1_000;

const found = gauge('imageai_books_differences', 'Sums that say something else than the ledger, at the latest check.');

/** Compares every sum with the ledger. It mends nothing: a difference is a fault that somebody has to understand. */
@Injectable()
export class BooksService {
  constructor(
    private readonly repository: BooksRepository,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  async check({ month }: CheckBooksRequest): Promise<CheckBooksResponse> {
    const months = month === '' ? await this.repository.recentMonths() : [checkMonth(month)];
    const differences: BookDifference[] = [];
    let checked = 0;
    for (const each of months) {
      for (let rows = await this.repository.sums(each, '', batchSize); rows.length > 0; ) {
        checked += rows.length;
        differences.push(...rows.flatMap(differencesOf));
        const last = rows.at(-1)?.account_id ?? '';
        rows = rows.length < batchSize ? [] : await this.repository.sums(each, last, batchSize);
      }
    }
    return { checked, differences: differences.slice(0, mostDifferences) };
  }

  /** The same of its own accord: for the log and the metric. */
  async watch(): Promise<void> {
    const { checked, differences } = await this.check({ month: '' });
    found.set(differences.length);
    for (const difference of differences) this.logger.error({ difference }, 'the books differ');
    this.logger.info({ checked, differences: differences.length }, 'books checked');
  }
}

function differencesOf(row: CheckedRow): BookDifference[] {
  const compared = [
    ['balance.reserved', row.ledger_reserved, row.reserved],
    ['balance.used', row.ledger_used, row.used],
    ['reservations', row.ledger_reserved, row.open],
    ['rollups', 0, row.wrong_rollups],
  ] as const;
  const difference = (what: string, keyId: string, expected: number, found: number): BookDifference => ({
    accountId: row.account_id,
    month: row.month,
    what,
    keyId,
    expected: BigInt(expected),
    found: BigInt(found),
  });
  return [
    ...compared.flatMap(([what, expected, found]) =>
      expected === found ? [] : [difference(what, '', expected, found)],
    ),
    ...row.wrong_keys.map((key) => difference('key_balance', key.key_id, key.expected, key.found)),
  ];
}
