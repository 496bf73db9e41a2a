import type { ConfirmDeletionRequest } from '@imageai/contracts/auth';
import { AppError } from '@imageai/errors';
import { createLogger } from '@imageai/telemetry';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { AccountRemoval, accountRemovalEvents, type Removal } from './account-removal.js';

const asked = new Map<string, { settled: boolean; confirmed: boolean }>();
let left: number;
let answer: AppError | undefined;
const confirmed: ConfirmDeletionRequest[] = [];
beforeEach(() => {
  asked.clear();
  confirmed.length = 0;
  left = 0;
  answer = undefined;
});

const removal = new AccountRemoval({
  store: {
    request: async (accountId) => void asked.set(accountId, { settled: false, confirmed: false }),
    unconfirmed: async () =>
      [...asked]
        .filter(([, one]) => !one.confirmed)
        .map(([accountId, { settled }]): Removal => ({ accountId, settled })),
    noteConfirmation: async (accountId) => void asked.set(accountId, { settled: true, confirmed: true }),
  },
  remove: async (accountId) => {
    if (accountId === 'acct_broken') throw new AppError('unavailable');
    left = Math.max(0, left - 1);
    return left === 0;
  },
  removed: async () => ({ images: '7' }),
  accounts: {
    confirmDeletion: async (request) => {
      if (answer !== undefined) throw answer;
      confirmed.push(request);
      return {};
    },
  },
  graceMs: 1,
  logger: createLogger('test', 'silent'),
});
const settle = (accountId = 'acct_1') => asked.set(accountId, { settled: true, confirmed: false });
const deleted = (accountId = 'acct_1') =>
  removal.handle({ id: 'evt_1', type: 'account.deleted', occurredAt: new Date(), accountId });

describe('the removal of an account', () => {
  it('is confirmed once: when nothing is left, and nothing can come any more', async () => {
    await deleted();
    left = 3;
    await removal.run();
    settle();
    await removal.run();
    expect(confirmed).toEqual([]);
    for (let times = 0; times < 3; times++) await removal.run();
    expect(confirmed).toEqual([{ accountId: 'acct_1', removed: { images: '7' } }]);
  });

  it('waits for what may still be under way, though nothing is left', async () => {
    await deleted();
    await removal.run();
    expect(confirmed).toEqual([]);
  });

  it('is confirmed again and again until auth has heard it, and given up where auth knows of no deletion', async () => {
    settle();
    answer = new AppError('unavailable');
    await expect(removal.run()).rejects.toMatchObject({ code: 'unavailable' });
    answer = new AppError('not_found');
    await removal.run();
    answer = undefined;
    await removal.run();
    expect(confirmed).toEqual([]);
    expect(asked.get('acct_1')).toMatchObject({ confirmed: true });
  });

  it('that fails does not keep the others', async () => {
    settle('acct_broken');
    settle('acct_1');
    await expect(removal.run()).rejects.toMatchObject({ code: 'unavailable' });
    expect(confirmed.map(({ accountId }) => accountId)).toEqual(['acct_1']);
  });

  it('is asked for by the event of a deletion alone; what is no event of an account cannot be read', async () => {
    await removal.handle({ id: 'evt_1', type: 'account.renamed', occurredAt: new Date(), accountId: 'acct_1' });
    expect(asked.size).toBe(0);
    const { decode, durable } = accountRemovalEvents('storage', removal);
    expect(durable).toBe('storage_accounts');
    for (const payload of [new Uint8Array(), new Uint8Array([255, 255])]) expect(() => decode(payload)).toThrow();
  });
});
