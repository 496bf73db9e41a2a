import type { ErrorEnvelope } from '@imageai/api';
import {
  AuthenticationError,
  ConflictError,
  ContentProhibitedError,
  type ErrorFacts,
  ImageAIError,
  InvalidRequestError,
  NotFoundError,
  PermissionDeniedError,
  QuotaExceededError,
  RateLimitError,
  ServerError,
} from '../errors.js';

const classOfCode: Readonly<Record<string, typeof ImageAIError>> = {
  content_prohibited: ContentProhibitedError,
  monthly_quota_exceeded: QuotaExceededError,
};

const classOfStatus: Readonly<Record<number, typeof ImageAIError>> = {
  400: InvalidRequestError,
  401: AuthenticationError,
  403: PermissionDeniedError,
  404: NotFoundError,
  405: InvalidRequestError,
  409: ConflictError,
  410: NotFoundError,
  412: ConflictError,
  413: InvalidRequestError,
  415: InvalidRequestError,
  422: InvalidRequestError,
  428: InvalidRequestError,
  429: RateLimitError,
};

/** The error that an answer is; its body is read. */
export async function errorOf(response: Response, now = Date.now()): Promise<ImageAIError> {
  const { status, headers } = response;
  const details = detailsOf(await response.text());
  const facts: ErrorFacts = {
    ...details,
    status,
    requestId: headers.get('x-request-id') ?? undefined,
    retryAfterMs: retryAfterMs(headers.get('retry-after'), now),
    shouldRetry: shouldRetry(headers.get('x-should-retry')),
  };
  const Class =
    classOfCode[details?.code ?? ''] ?? classOfStatus[status] ?? (status >= 500 ? ServerError : ImageAIError);
  return new Class(details?.message ?? `The server answered with status ${status} and gave no reason.`, facts);
}

/** What stands between client and server (a proxy, say) answers without the envelope. */
function detailsOf(text: string): Partial<ErrorEnvelope['error']> | undefined {
  try {
    const { error } = JSON.parse(text) as Partial<ErrorEnvelope>;
    return typeof error?.message === 'string' ? error : undefined;
  } catch {
    return undefined;
  }
}

/** Seconds, or a date. */
function retryAfterMs(header: string | null, now: number): number | undefined {
  if (header === null) return undefined;
  if (/^\d+(\.\d+)?$/.test(header)) return Number(header) * 1000;
  const date = Date.parse(header);
  return Number.isNaN(date) ? undefined : Math.max(date - now, 0);
}

const shouldRetry = (header: string | null): boolean | undefined =>
  header === 'true' ? true : header === 'false' ? false : undefined;
