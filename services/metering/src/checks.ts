import { AppError } from '@imageai/errors';

export const invalid = (param: string, message: string): AppError =>
  new AppError('parameter_invalid', { message, param });

/** An id that another service made: this one keeps it and compares it, and asks no more of its form than that. */
export function checkId(id: string, param: string): string {
  if (/^[\x21-\x7e]{1,100}$/.test(id)) return id;
  throw invalid(param, `${param} must have 1 to 100 printable characters.`);
}
