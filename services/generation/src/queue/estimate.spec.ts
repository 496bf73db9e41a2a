import { describe, expect, it } from '@jest/globals';
import { estimatedWaitMs } from './estimate.js';

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
