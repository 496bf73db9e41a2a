/** Names of the values that only the operators' module has. */
export const DEAD_LETTERS = Symbol('dead letter service of generation');
export const QUEUE = Symbol('queue service of generation');
