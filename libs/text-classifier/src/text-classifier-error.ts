/** A classifier cannot be used, or did not answer; the message says why, in a sentence. */
export class TextClassifierError extends Error {
  override readonly name = 'TextClassifierError';
}

export const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
