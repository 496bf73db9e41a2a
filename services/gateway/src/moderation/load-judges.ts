import { defaultPolicyPath, Moderator, readPolicy } from '@imageai/moderation';
import type { Config } from '../config.js';
import { loadClassifier } from './classifier.js';
import type { Judges } from './moderation.service.js';
import { moderationEndpoint } from './moderation-endpoint.js';

/** @throws PolicyError, or what a classifier's module throws: a gateway without its policy must not start */
export async function loadJudges(config: Config): Promise<Judges> {
  const rules = await readPolicy(config.MODERATION_POLICY_FILE ?? defaultPolicyPath);
  const { MODERATION_CLASSIFIER: module, MODERATION_URL: url } = config;
  return {
    rules,
    policy: new Moderator(rules),
    classifiers: [
      ...(module === undefined ? [] : [{ source: 'classifier', classify: await loadClassifier(module) }]),
      ...(url === undefined
        ? []
        : [
            {
              source: 'endpoint',
              classify: moderationEndpoint({
                url,
                apiKey: config.MODERATION_API_KEY,
                model: config.MODERATION_MODEL,
              }),
            },
          ]),
    ],
  };
}
