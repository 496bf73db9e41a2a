import { setTimeout as sleep } from 'node:timers/promises';
import { exitCodes } from '../exit-codes.js';
import { CliError } from '../failure.js';

/** A failure that may not be there at the next try. */
export class PassingFailure extends Error {}

export interface Patience {
  readonly signal: AbortSignal;
  /** Before the first try again; each one later waits twice as long. */
  readonly waitMs: number;
}

/** Tries in a row that bring nothing. */
const mostFruitless = 4;

/** @throws CliError once so many tries brought nothing */
export async function pause(failure: PassingFailure, fruitless: number, { signal, waitMs }: Patience): Promise<void> {
  if (fruitless >= mostFruitless) throw new CliError(failure.message, exitCodes.unavailable);
  if (fruitless > 0) await sleep(waitMs * 2 ** (fruitless - 1), undefined, { signal });
}

export async function patiently<Result>(attempt: () => Promise<Result>, patience: Patience): Promise<Result> {
  for (let fruitless = 1; ; fruitless += 1) {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof PassingFailure)) throw error;
      await pause(error, fruitless, patience);
    }
  }
}
