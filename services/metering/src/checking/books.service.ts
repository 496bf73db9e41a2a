import type { BookDifference, CheckBooksRequest, CheckBooksResponse } from '@imageai/contracts/metering';
import { gauge, type Logger } from '@imageai/telemetry';
import { Inject, Injectable } from '@nestjs/common';
import { checkMonth } from '../checks.js';
import { LOGGER } from '../tokens.js';
import { BooksRepository, type CheckedRow } from './books.repository.js';
import { WorkService } from './work.service.js';

const batchSize = 200;
const mostDifferences = 1_000;

const found = gauge('imageai_books_differences', 'Sums that say something else than the ledger, at the latest check.');

/** Compares every sum with the ledger, and what was charged lately with the work that was done. It mends nothing: a difference is a fault that somebody has to understand. */
@Injectable()
export class BooksService {
  constructor(
    private readonly repository: BooksRepository,
    private readonly work: WorkService,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** @throws AppError where the latest months are asked for, and generation or storage cannot be asked */
  async check({ month }: CheckBooksRequest): Promise<CheckBooksResponse> {
    const months = month === '' ? await this.repository.recentMonths() : [checkMonth(month)];
    const { checked, differences } = await this.checkSums(months);
    if (month === '') differences.push(...(await this.work.check(months)));
    return { checked, differences: differences.slice(0, mostDifferences) };
  }

  /** The same of its own accord: for the log and the metric. */
  async watch(): Promise<void> {
    const months = await this.repository.recentMonths();
    const { checked, differences } = await this.checkSums(months);
    const work = await this.work.check(months).catch((error: unknown) => {
      this.logger.error({ err: error }, 'jobs and images could not be compared with the ledger');
      return [];
    });
    const all = [...differences, ...work];
    found.set(all.length);
    for (const difference of all) this.logger.error({ difference }, 'the books differ');
    this.logger.info({ checked, differences: all.length }, 'books checked');
  }

  private async checkSums(months: readonly string[]): Promise<{ checked: number; differences: BookDifference[] }> {
    const differences: BookDifference[] = [];
    let checked = 0;
    for (const month of months) {
      for (let rows = await this.repository.sums(month, '', batchSize); rows.length > 0; ) {
        checked += rows.length;
        differences.push(...rows.flatMap(differencesOf));
        const last = rows.at(-1)?.account_id ?? '';
        rows = rows.length < batchSize ? [] : await this.repository.sums(month, last, batchSize);
      }
    }
    return { checked, differences };
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
