/** Asks for a verdict on a text, or for the end of the thread once what came before was answered. */
export type Request = { readonly text: string } | 'close';

/** What the thread says first: it can be asked. */
export interface Ready {
  readonly labels: readonly string[];
}

/** Its answer to a text: how much of each label is in it, or why that cannot be said. */
export type Verdict = { readonly scores: readonly number[] } | { readonly failure: string };
