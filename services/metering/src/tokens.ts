/** What Nest injects that is no class of its own. */
export const DATABASE = Symbol('DATABASE');
export const CLOCK = Symbol('CLOCK');
export const LOGGER = Symbol('LOGGER');
export const SETTINGS = Symbol('SETTINGS');
export const GENERATIONS = Symbol('GENERATIONS');
export const IMAGES = Symbol('IMAGES');
