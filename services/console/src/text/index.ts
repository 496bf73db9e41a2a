import { en } from './en/index.js';

/** Every word that the site shows. Another language is another object of this shape. */
export type Text = typeof en;

export const text: Text = en;
