/** What the module is given from outside, by name. */
export const CONFIG = Symbol('CONFIG');
export const LOGGER = Symbol('LOGGER');
export const DATABASE = Symbol('DATABASE');
export const BACKEND = Symbol('BACKEND');
export const CLOCK = Symbol('CLOCK');
export const CREDENTIALS = Symbol('CREDENTIALS');

/** Says what time it is. */
export interface Clock {
  now(): Date;
}
