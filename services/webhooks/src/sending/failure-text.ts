import { EgressRefused } from '../egress/guarded-agent.js';

const byCode: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'The connection was refused.',
  ECONNRESET: 'The connection was closed before an answer came.',
  EPIPE: 'The connection was closed before an answer came.',
  UND_ERR_SOCKET: 'The connection was closed before an answer came.',
  EHOSTUNREACH: 'The host cannot be reached.',
  ENETUNREACH: 'The host cannot be reached.',
  ENOTFOUND: 'The host name cannot be resolved.',
  ENODATA: 'The host name cannot be resolved.',
  ESERVFAIL: 'The host name cannot be resolved.',
  EREFUSED: 'The host name cannot be resolved.',
  EBADNAME: 'The host name cannot be resolved.',
  EBADRESP: 'The host name cannot be resolved.',
  ETIMEOUT: 'The host name cannot be resolved.',
  UND_ERR_HEADERS_OVERFLOW: 'The answer has too many headers.',
};

/** Why a try got no answer, for the owner of the endpoint: a sentence, and nothing of what is inside our network. */
export function failureText(error: unknown, timeoutMs: number): string {
  const { name, code } = fields(error);
  if (error instanceof EgressRefused) return 'The URL leads to an address that may not be called.';
  if (name === 'TimeoutError' || code === 'UND_ERR_CONNECT_TIMEOUT' || code === 'ETIMEDOUT') {
    return `There was no complete answer within ${timeoutMs / 1_000} s.`;
  }
  if (/^(ERR_TLS|ERR_SSL|EPROTO|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_)/.test(code)) {
    return `The TLS connection failed: ${code}.`;
  }
  if (/^HPE_/.test(code)) return 'The answer is not HTTP.';
  // Several addresses were tried, and each failed.
  const [first] = error instanceof AggregateError ? error.errors : [];
  if (first !== undefined) return failureText(first, timeoutMs);
  return byCode[code] ?? 'The request failed.';
}

const fields = (error: unknown): { name: string; code: string } => {
  const { name, code } = (error ?? {}) as { name?: unknown; code?: unknown };
  return { name: String(name ?? ''), code: typeof code === 'string' ? code : '' };
};

/** Why an answer is no success. */
export function statusText(statusCode: number): string {
  if (statusCode >= 300 && statusCode < 400) {
    return `The answer was ${statusCode}: redirects are not followed. Register the URL that it leads to.`;
  }
  if (statusCode === 410) return 'The answer was 410: the receiver wants no more events.';
  return `The answer was ${statusCode}: only 200 to 299 is success.`;
}
