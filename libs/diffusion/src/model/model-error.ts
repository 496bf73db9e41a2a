/** Why a model cannot be used. Stable: callers may branch on it. */
export type ModelErrorCode =
  | 'file_missing'
  | 'file_invalid'
  | 'checksum_mismatch'
  | 'unsupported_pipeline'
  | 'unsupported_scheduler'
  | 'unsupported_tokenizer'
  | 'unsupported_component'
  | 'runtime_unavailable'
  | 'out_of_memory';

/** A model folder that cannot run. `message` is one sentence that names the file and what to do about it. */
export class ModelError extends Error {
  override readonly name = 'ModelError';

  constructor(
    readonly code: ModelErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** The first line of what an error says. */
export function reasonOf(error: unknown): string {
  const message = hasMessage(error) ? error.message : String(error);
  return message.split('\n', 1)[0] ?? message;
}

function hasMessage(error: unknown): error is { message: string } {
  return typeof error === 'object' && error !== null && 'message' in error && typeof error.message === 'string';
}
