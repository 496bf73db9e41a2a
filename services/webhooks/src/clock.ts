/** What time it is for waits, leases and signatures. Replicas' clocks may differ by seconds, not by minutes. */
export interface Clock {
  now(): Date;
}

export const systemClock: Clock = { now: () => new Date() };
