import type { ModerationPolicy } from '@imageai/moderation';
import type { Classifier } from './classifier.js';

/**
 * A text classifier that runs here, and what the policy makes of its labels. ONNX Runtime is loaded only where one is set.
 *
 * @throws TextClassifierError, or Error where model and policy do not fit together
 */
export async function textClassifier(folder: string, { labels, categories }: ModerationPolicy): Promise<Classifier> {
  const { TextClassifier } = await import('@imageai/text-classifier');
  const model = await TextClassifier.start(folder);
  const unknown = Object.keys(labels).find((label) => !model.labels.includes(label));
  if (unknown !== undefined) {
    await model.close();
    const known = model.labels.join(', ');
    throw new Error(
      `The moderation policy has a label "${unknown}" that the classifier in ${folder} does not know: it knows ${known}.`,
    );
  }
  const order = Object.keys(categories);
  return {
    source: 'text-classifier',
    classify: async (prompt, signal) => {
      const scores = await model.scores(prompt, signal);
      const found = Object.entries(labels)
        .filter(([label, { threshold }]) => (scores.get(label) ?? 0) >= threshold)
        .map(([, { category }]) => category);
      return order.filter((category) => found.includes(category));
    },
    close: () => model.close(),
  };
}
