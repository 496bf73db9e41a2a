import { AppError } from '@imageai/errors';

/** What auth always sends; where it is missing, nothing can be answered. */
export function present<Value>(value: Value | undefined, what: string): Value {
  if (value !== undefined) return value;
  throw new AppError('internal_error', { cause: new Error(`auth sent no ${what}, or one that cannot be read`) });
}

export const iso = (date: Date | undefined): string => present(date, 'time').toISOString();
export const isoOrNull = (date: Date | undefined): string | null => date?.toISOString() ?? null;
