import { AppError } from '@imageai/errors';

/** Text that a person chose, trimmed: within its length, and without the control characters that Postgres and logs cannot bear. */
export function checkText(
  value: string,
  param: string,
  length: { readonly min: number; readonly max: number },
): string {
  const text = value.trim();
  if (text.length < length.min || text.length > length.max) {
    const message = `${param} must have ${length.min} to ${length.max} characters.`;
    throw new AppError('parameter_invalid', { message, param });
  }
  if (/\p{Cc}/u.test(text)) {
    throw new AppError('parameter_invalid', { message: `${param} must not have control characters.`, param });
  }
  return text;
}

/** Enough to catch what was mistyped; only a mail that arrives proves an address. */
const emailPattern = /^[^\s@]+@[^\s@]+\.[^\s@]+$|^[^\s@]+@localhost$/;

export function checkEmail(value: string): string {
  const email = checkText(value, 'email', { min: 3, max: 254 });
  if (emailPattern.test(email)) return email;
  throw new AppError('parameter_invalid', { message: 'email must be an e-mail address.', param: 'email' });
}
