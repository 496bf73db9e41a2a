import type { Keys } from '../platform.js';

/** A guarantee, and how it is tried; it throws where it does not hold, and may say what was seen. */
export interface Check {
  readonly title: string;
  readonly run: (keys: Keys) => Promise<string | undefined>;
}

export function expect(holds: boolean, otherwise: string): asserts holds {
  if (!holds) throw new Error(otherwise);
}
