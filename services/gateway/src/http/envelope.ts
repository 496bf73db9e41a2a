import type { ErrorDetails, ErrorEnvelope } from '@imageai/api';
import { type AppError, type ErrorCode, errorRegistry } from '@imageai/errors';

export interface PublicError {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: ErrorEnvelope;
}

export const errorDetails = (
  code: ErrorCode,
  message: string = errorRegistry[code].text,
  param?: string,
): ErrorDetails => ({
  message,
  type: errorRegistry[code].type,
  param: param ?? null,
  code,
});

/** An error as clients see it: status, headers and envelope. */
export const toPublicError = (error: AppError): PublicError => ({
  status: errorRegistry[error.code].httpStatus,
  headers: headersOf(error),
  body: { error: errorDetails(error.code, error.message, error.param) },
});

const unavailableRetrySeconds = 1;

function headersOf({ code, retryAfterSeconds }: AppError): Record<string, string> {
  const seconds = retryAfterSeconds ?? (code === 'unavailable' ? unavailableRetrySeconds : undefined);
  return {
    ...(seconds !== undefined && { 'retry-after': String(seconds) }),
    ...(code === 'invalid_api_key' && { 'www-authenticate': 'Bearer realm="imageai"' }),
    ...(code === 'invalid_operator_token' && { 'www-authenticate': 'Bearer realm="imageai operators"' }),
    // The OpenAI SDK obeys this: no waiting of seconds brings back the images of a month.
    ...(code === 'monthly_quota_exceeded' && { 'x-should-retry': 'false' }),
  };
}
