/** What Nest injects that is no class of its own. */
export const DATABASE = Symbol('DATABASE');
export const CONFIG = Symbol('CONFIG');
export const LOGGER = Symbol('LOGGER');
export const CLOCK = Symbol('CLOCK');
export const RESOLVE = Symbol('RESOLVE');
