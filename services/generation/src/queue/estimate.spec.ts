import { describe, expect, it } from '@jest/globals';
import { accountWaitMs, estimatedWaitMs } from './estimate.js';

const weights = { enterprise: 8, professional: 3, starter: 1 };
const loads = (enterprise: number, professional: number, starter: number) => ({
  enterprise: { images: 0, cost: enterprise },
  professional: { images: 0, cost: professional },
  starter: { images: 0, cost: starter },
});

describe('the estimated wait', () => {
  it('is none in an empty lane, however full the others are', () => {
    expect(estimatedWaitMs(loads(0, 0, 1_000), weights, 'enterprise', 10, 1)).toBe(0);
  });

  it('counts other lanes by their weight against ours', () => {
    expect(estimatedWaitMs(loads(8, 1_000, 1_000), weights, 'enterprise', 10, 1)).toBe((8 + 3 + 1) * 10);
  });

  it('counts no more of another lane than it holds', () => {
    expect(estimatedWaitMs(loads(2, 0, 5), weights, 'starter', 10, 1)).toBe((5 + 2) * 10);
  });

  it('is shared by the workers', () => {
    expect(estimatedWaitMs(loads(0, 0, 6), weights, 'starter', 10, 3)).toBe(20);
  });
});

describe('the wait for others of the account', () => {
  it('is none while its concurrency has room', () => {
    expect(accountWaitMs({ images: 0, cost: 0 }, 2, 10, 8)).toBe(0);
    expect(accountWaitMs({ images: 1, cost: 5 }, 2, 10, 8)).toBe(0);
  });

  it('is so many rounds as its concurrency makes of what is ahead, however many workers are idle', () => {
    expect(accountWaitMs({ images: 2, cost: 10 }, 2, 10, 8)).toBe(50);
    expect(accountWaitMs({ images: 5, cost: 25 }, 2, 10, 8)).toBe(100);
  });

  it('is no shorter than the workers allow', () => {
    expect(accountWaitMs({ images: 4, cost: 20 }, 32, 10, 1)).toBe(200);
  });
});
