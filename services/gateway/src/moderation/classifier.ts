import { pathToFileURL } from 'node:url';

/** Judges one prompt: the categories that it falls into, the weightiest first. */
export type Classify = (prompt: string, signal: AbortSignal) => Promise<readonly string[]>;

/** What judges, by the name that refusals are counted under. */
export interface Classifier {
  readonly source: string;
  readonly classify: Classify;
  /** Frees what it holds. */
  readonly close?: () => Promise<void>;
}

interface ClassifierModule {
  readonly createClassifier?: () => Promise<{
    /** The category that the prompt falls into; undefined where nothing is wrong with it. */
    readonly classify: (prompt: string, signal: AbortSignal) => Promise<string | undefined>;
  }>;
}

/** A classifier of the operator's own: an ES module with `createClassifier()`. */
export async function loadClassifier(path: string): Promise<Classify> {
  const { createClassifier } = (await import(pathToFileURL(path).href)) as ClassifierModule;
  if (createClassifier === undefined) throw new Error(`MODERATION_CLASSIFIER: ${path} exports no createClassifier().`);
  const classifier = await createClassifier();
  return async (prompt, signal) => {
    const category = await classifier.classify(prompt, signal);
    return category === undefined ? [] : [category];
  };
}
