/**
 * What time it is for the limits. In production the database says so, once it holds the account's lock: replicas have
 * clocks of their own. Tests move time by hand.
 */
export interface Clock {
  /** Null: the database's own. */
  now(): Date | null;
}

export const databaseClock: Clock = { now: () => null };
