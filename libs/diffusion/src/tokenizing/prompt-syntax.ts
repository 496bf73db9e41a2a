/** What `long` may be: read a long prompt whole, chunk by chunk, or cut it where the text encoder ends. */
export const longPromptReadings = ['chunks', 'cut'] as const;

export type LongPromptReading = (typeof longPromptReadings)[number];

/** What of a prompt is read beyond what diffusers reads. */
export interface PromptSyntax {
  /** Whether `(word:1.3)` and `[word]` weigh words, as in the web UIs, rather than being read as they stand. */
  readonly weights: boolean;
  readonly long: LongPromptReading;
}

/** Brackets are ordinary signs to those who do not know the web UIs; but nobody writes words for them to be cut. */
export const DEFAULT_SYNTAX: PromptSyntax = { weights: false, long: 'chunks' };
