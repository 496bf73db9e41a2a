import { ConnectionError, ImageAIError, RateLimitError } from '@imageai/client';
import { text } from '../text/index.js';

export interface Words {
  readonly title: string;
  readonly detail?: string | undefined;
  /** What to tell whoever runs the server, where it is theirs to mend. */
  readonly requestId?: string | undefined;
}

const { byCode } = text.errors;
type KnownCode = keyof typeof byCode;

/** Any error, as people are told of it. */
export function errorWords(error: unknown): Words {
  if (error instanceof ConnectionError) return text.errors.offline;
  if (!(error instanceof ImageAIError))
    return { title: text.errors.unknown, detail: String((error as Error)?.message ?? error) };
  const { code = '', message, status = 500, retryAfterMs, requestId } = error;
  const theirs = status >= 500 ? { requestId } : {};
  if (code in byCode) {
    const { title, detail } = byCode[code as KnownCode];
    return { title, detail: detail ?? message, ...theirs };
  }
  if (error instanceof RateLimitError) {
    const detail = retryAfterMs === undefined ? undefined : text.errors.rateLimitedFor(Math.ceil(retryAfterMs / 1000));
    return { title: text.errors.rateLimited, detail };
  }
  // The API's own sentence is the best there is: it names what is wrong.
  return { title: message, ...theirs };
}
