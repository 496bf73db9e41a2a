/** Injection tokens of values that are not classes of this service. */
export const DATABASE = Symbol('DATABASE');
