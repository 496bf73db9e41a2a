import { pathToFileURL } from 'node:url';

/** Judges one prompt: the category that it falls into, or undefined where nothing is wrong with it. */
export type Classify = (prompt: string, signal: AbortSignal) => Promise<string | undefined>;

interface ClassifierModule {
  readonly createClassifier?: () => Promise<{ readonly classify: Classify }>;
}

/** A classifier of the operator's own: an ES module with `createClassifier()`. */
export async function loadClassifier(path: string): Promise<Classify> {
  const { createClassifier } = (await import(pathToFileURL(path).href)) as ClassifierModule;
  if (createClassifier === undefined) throw new Error(`MODERATION_CLASSIFIER: ${path} exports no createClassifier().`);
  const classifier = await createClassifier();
  return (prompt, signal) => classifier.classify(prompt, signal);
}
