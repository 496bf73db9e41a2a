/** What an answer says of what went wrong. */
export interface ErrorFacts {
  readonly status?: number | undefined;
  readonly code?: string | undefined;
  readonly type?: string | undefined;
  readonly param?: string | null | undefined;
  readonly requestId?: string | undefined;
  /** How long the server asks to be left alone. */
  readonly retryAfterMs?: number | undefined;
  /** What the server itself says of trying again, where it says anything. */
  readonly shouldRetry?: boolean | undefined;
  readonly cause?: unknown;
}

/** Everything that this client throws on purpose, but for the reason of a caller's own abort signal. */
export class ImageAIError extends Error {
  override readonly name: string = 'ImageAIError';
  /** Of the answer; undefined where none came. */
  readonly status: number | undefined;
  /** What is wrong, for programs: "parameter_invalid" and so on. */
  readonly code: string | undefined;
  /** The class of the error, in the API's words. */
  readonly type: string | undefined;
  /** The parameter at fault, where there is one. */
  readonly param: string | undefined;
  /** The `x-request-id` of the answer: what to tell whoever runs the server. */
  readonly requestId: string | undefined;
  readonly retryAfterMs: number | undefined;
  readonly shouldRetry: boolean | undefined;

  constructor(message: string, facts: ErrorFacts = {}) {
    super(message, { cause: facts.cause });
    this.status = facts.status;
    this.code = facts.code;
    this.type = facts.type;
    this.param = facts.param ?? undefined;
    this.requestId = facts.requestId;
    this.retryAfterMs = facts.retryAfterMs;
    this.shouldRetry = facts.shouldRetry;
  }
}

/** No answer came, or not all of it. */
export class ConnectionError extends ImageAIError {
  override readonly name: string = 'ConnectionError';
}

/** No answer came in the time allowed. */
export class TimeoutError extends ConnectionError {
  override readonly name: string = 'TimeoutError';
}

/** 400, 405, 413, 415, 422, 428: the request is wrong, and would be again. */
export class InvalidRequestError extends ImageAIError {
  override readonly name: string = 'InvalidRequestError';
}

/** 401: the API key is none. */
export class AuthenticationError extends ImageAIError {
  override readonly name: string = 'AuthenticationError';
}

/** 403: the key, the plan or the account does not allow it. */
export class PermissionDeniedError extends ImageAIError {
  override readonly name: string = 'PermissionDeniedError';
}

/** 403: the prompt asks for what the server's policy prohibits. */
export class ContentProhibitedError extends PermissionDeniedError {
  override readonly name: string = 'ContentProhibitedError';
}

/** 404, 410: there is no such thing, or no more. */
export class NotFoundError extends ImageAIError {
  override readonly name: string = 'NotFoundError';
}

/** 409, 412: it conflicts with where things stand. */
export class ConflictError extends ImageAIError {
  override readonly name: string = 'ConflictError';
}

/** 429: too many requests in a minute. */
export class RateLimitError extends ImageAIError {
  override readonly name: string = 'RateLimitError';
}

/** 429: the images of the month are used up. */
export class QuotaExceededError extends RateLimitError {
  override readonly name: string = 'QuotaExceededError';
}

/** 5xx: it went wrong over there. */
export class ServerError extends ImageAIError {
  override readonly name: string = 'ServerError';
}

/** A delivery that is not to be believed. */
export class WebhookVerificationError extends ImageAIError {
  override readonly name: string = 'WebhookVerificationError';
}
