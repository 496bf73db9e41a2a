import { afterEach, beforeEach, expect, it, jest } from '@jest/globals';
import { createLogger } from './logger.js';
import { Periodic } from './periodic.js';

beforeEach(() => {
  jest.useFakeTimers();
});

afterEach(() => {
  jest.useRealTimers();
});

it('runs again after a failure, never twice at once, says of a failure once, and not after it was stopped', async () => {
  const logger = createLogger('test', 'silent');
  const warn = jest.spyOn(logger, 'warn');
  let atOnce = 0;
  let runs = 0;
  const task = async (): Promise<void> => {
    atOnce += 1;
    expect(atOnce).toBe(1);
    await new Promise((resolve) => setTimeout(resolve, 25));
    atOnce -= 1;
    runs += 1;
    if (runs <= 2) throw new Error('away');
  };
  const periodic = new Periodic('task', 10, task, logger);
  periodic.start();
  await jest.advanceTimersByTimeAsync(35 * 3);
  expect(runs).toBe(3);
  expect(warn).toHaveBeenCalledTimes(1);
  await periodic.stop();
  await jest.advanceTimersByTimeAsync(1_000);
  expect(runs).toBe(3);
});
