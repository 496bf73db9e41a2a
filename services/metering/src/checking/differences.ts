import type { BookDifference } from '@imageai/contracts/metering';

/** Differences of many images, summed up by account, month and what it is that differs. */
export class Differences {
  private readonly sums = new Map<string, BookDifference>();

  add(of: Pick<BookDifference, 'accountId' | 'month' | 'what'>, expected: number, found: number): void {
    const name = JSON.stringify([of.accountId, of.month, of.what]);
    const sum = this.sums.get(name) ?? { ...of, keyId: '', expected: 0n, found: 0n };
    this.sums.set(name, { ...sum, expected: sum.expected + BigInt(expected), found: sum.found + BigInt(found) });
  }

  get all(): BookDifference[] {
    return [...this.sums.values()];
  }
}
