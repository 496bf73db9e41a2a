/** What Nest injects that is no class of its own. */
export const DATABASE = Symbol('DATABASE');
export const KEY_PEPPER = Symbol('KEY_PEPPER');
export const LOGGER = Symbol('LOGGER');
export const MAIL_SENDER = Symbol('MAIL_SENDER');
export const SETTINGS = Symbol('SETTINGS');
