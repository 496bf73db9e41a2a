import {
  AuthenticationError,
  ConnectionError,
  ImageAIError,
  InvalidRequestError,
  NotFoundError,
  PermissionDeniedError,
  RateLimitError,
  ServerError,
} from '@imageai/client';
import { CommanderError } from 'commander';
import { type ExitCode, exitCodes } from './exit-codes.js';

/** What the command itself finds wrong, in one sentence. */
export class CliError extends Error {
  override readonly name = 'CliError';

  constructor(
    message: string,
    readonly exitCode: ExitCode = exitCodes.usage,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

const codeOfClass: readonly (readonly [abstract new (...args: never[]) => ImageAIError, ExitCode])[] = [
  [InvalidRequestError, exitCodes.usage],
  [NotFoundError, exitCodes.usage],
  [AuthenticationError, exitCodes.notAllowed],
  [PermissionDeniedError, exitCodes.notAllowed],
  [RateLimitError, exitCodes.limit],
  [ConnectionError, exitCodes.unavailable],
];

export function exitCodeOf(thrown: unknown): ExitCode {
  if (thrown instanceof CliError) return thrown.exitCode;
  if (thrown instanceof CommanderError) return thrown.exitCode === 0 ? exitCodes.done : exitCodes.usage;
  if (thrown instanceof ServerError && thrown.status !== 500) return exitCodes.unavailable;
  return codeOfClass.find(([Class]) => thrown instanceof Class)?.[1] ?? exitCodes.failed;
}

/** What went wrong, for people: one line. */
export function sentenceOf(thrown: unknown): string {
  if (thrown instanceof CommanderError) return commanderSentence(thrown.message);
  if (!(thrown instanceof Error)) return String(thrown);
  if (!(thrown instanceof ImageAIError)) return thrown.message;
  const { message, requestId, status } = thrown;
  // Whoever runs the server finds what happened by this id; for a mistake of one's own it is noise.
  return status !== undefined && status >= 500 && requestId !== undefined ? `${message} (${requestId})` : message;
}

/** What went wrong, for programs: the API's own envelope, also for what never reached the API. */
export function envelopeOf(thrown: unknown): object {
  const { code, type, param, status, requestId }: Partial<ImageAIError> = thrown instanceof ImageAIError ? thrown : {};
  return {
    error: {
      message: sentenceOf(thrown),
      type: type ?? null,
      param: param ?? null,
      code: code ?? null,
      status: status ?? null,
      request_id: requestId ?? null,
    },
  };
}

/** "error: unknown option '--stlye'\n(Did you mean --style?)" as one sentence. */
function commanderSentence(message: string): string {
  const text = message
    .replace(/^error: /, '')
    .replace(/\s*\n\s*\(?/g, '. ')
    .replace(/\)$/, '');
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.?!]$/.test(text) ? '' : '.'}`;
}
