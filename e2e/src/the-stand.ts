import { publishedStand } from './config.js';

/** The stack under test. */
export const stand = publishedStand();
