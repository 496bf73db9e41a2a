import { AppError } from '@imageai/errors';

export const invalid = (param: string, message: string): AppError =>
  new AppError('parameter_invalid', { message, param });

/** An id that another service made: this one keeps it and compares it, and asks no more of its form than that. */
export function checkId(id: string, param: string): string {
  if (/^[\x21-\x7e]{1,100}$/.test(id)) return id;
  throw invalid(param, `${param} must have 1 to 100 printable characters.`);
}

export function checkMonth(month: string): string {
  if (/^\d{4}-(0[1-9]|1[0-2])$/.test(month)) return month;
  throw invalid('month', 'month must look like 2026-11.');
}
