/** Injection tokens of values that are not classes of this service. */
export const CONFIG = Symbol('CONFIG');
export const DATABASE = Symbol('DATABASE');
export const MESSAGING = Symbol('MESSAGING');
export const CLOCK = Symbol('CLOCK');
export const LOGGER = Symbol('LOGGER');

/** Time as the service sees it; tests move it. */
export interface Clock {
  now(): Date;
}

export const systemClock: Clock = { now: () => new Date() };
