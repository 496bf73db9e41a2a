import { operators } from './en/operators.js';

/** Every word that only operators read; the rest is in `text`. */
export type OperatorsText = typeof operators;

export const operatorsText: OperatorsText = operators;
