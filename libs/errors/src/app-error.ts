import { type ErrorCode, errorRegistry } from './registry.js';

interface AppErrorOptions {
  /** Public words; the registry's where absent. Never internals: these reach clients. */
  readonly message?: string;
  /** The parameter at fault, as the client spelt it. */
  readonly param?: string;
  /** Seconds after which trying again makes sense. */
  readonly retryAfterSeconds?: number;
  /** What really happened: for logs, never for clients. */
  readonly cause?: unknown;
}

/** The one error that services throw on purpose; everything else is a bug and answers `internal_error`. */
export class AppError extends Error {
  override readonly name = 'AppError';
  readonly param: string | undefined;
  readonly retryAfterSeconds: number | undefined;

  constructor(
    readonly code: ErrorCode,
    options: AppErrorOptions = {},
  ) {
    super(options.message ?? errorRegistry[code].text, { cause: options.cause });
    this.param = options.param;
    this.retryAfterSeconds = options.retryAfterSeconds;
  }

  /** Any thrown value as an AppError: what is not one becomes `internal_error`, with the original as its cause. */
  static from(thrown: unknown): AppError {
    return thrown instanceof AppError ? thrown : new AppError('internal_error', { cause: thrown });
  }
}
