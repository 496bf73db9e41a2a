import type { Parsed } from '@imageai/api';
import { AppError } from '@imageai/errors';

/** What was parsed, or the first fault thrown. */
export function parsed<Value>(result: Parsed<Value>): Value {
  if (result.ok) return result.value;
  const { code, message, param } = result.fault;
  throw new AppError(code, { message, ...(param !== null && { param }) });
}
