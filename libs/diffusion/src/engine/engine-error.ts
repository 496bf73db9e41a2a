/** Why the engine could not make an image, apart from the request and the model. Stable: callers may branch on it. */
export type EngineErrorCode =
  | 'unknown_model'
  | 'model_unusable'
  | 'worker_crashed'
  | 'deadline_passed'
  | 'closed'
  | 'internal';

export class EngineError extends Error {
  override readonly name = 'EngineError';

  constructor(
    readonly code: EngineErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
