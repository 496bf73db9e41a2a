export interface Progress {
  /** Begins a step; the one before is done. */
  step(text: string): void;
  /** What the step is at; shown only on a terminal. */
  detail(text: string): void;
  /** A line that stays. */
  note(text: string): void;
  /** The last step is done. */
  end(): void;
  /** The last step failed. */
  fail(): void;
}

export function createProgress(stream?: NodeJS.WriteStream): Progress;
