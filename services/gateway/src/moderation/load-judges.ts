import { defaultPolicyPath, type ModerationPolicy, Moderator, readPolicy } from '@imageai/moderation';
import type { Config } from '../config.js';
import { type Classifier, loadClassifier } from './classifier.js';
import type { Judges } from './moderation.service.js';
import { moderationEndpoint } from './moderation-endpoint.js';
import { textClassifier } from './text-classifier.js';

/** @throws PolicyError, or what a classifier throws: a gateway without its policy must not start */
export async function loadJudges(config: Config): Promise<Judges> {
  const rules = await readPolicy(config.MODERATION_POLICY_FILE ?? defaultPolicyPath);
  const classifiers = await loadClassifiers(config, rules);
  return {
    rules,
    policy: new Moderator(rules),
    classifiers,
    close: async () => {
      await Promise.all(classifiers.map((each) => each.close?.()));
    },
  };
}

async function loadClassifiers(config: Config, rules: ModerationPolicy): Promise<readonly Classifier[]> {
  const { MODERATION_CLASSIFIER: module, MODERATION_TEXT_CLASSIFIER: folder, MODERATION_URL: url } = config;
  const hasLabels = Object.keys(rules.labels).length > 0;
  // Either without the other would judge nothing, and nobody would know.
  if (hasLabels && folder === undefined) {
    throw new Error('The moderation policy has labels, but MODERATION_TEXT_CLASSIFIER names no classifier.');
  }
  if (folder !== undefined && !hasLabels) {
    throw new Error(
      'MODERATION_TEXT_CLASSIFIER is set, but the moderation policy has no labels: nothing would be refused.',
    );
  }
  return [
    ...(module === undefined ? [] : [{ source: 'classifier', classify: await loadClassifier(module) }]),
    ...(folder === undefined ? [] : [await textClassifier(folder, rules)]),
    ...(url === undefined ? [] : [{ source: 'endpoint', classify: moderationEndpoint(endpointOf(config, url)) }]),
  ];
}

const endpointOf = ({ MODERATION_API_KEY: apiKey, MODERATION_MODEL: model }: Config, url: string) => ({
  url,
  apiKey,
  model,
});
