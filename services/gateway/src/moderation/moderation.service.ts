import { PlanName } from '@imageai/contracts/auth';
import { AppError } from '@imageai/errors';
import type { ModerationPolicy, Moderator } from '@imageai/moderation';
import { counter, type Logger } from '@imageai/telemetry';
import { Inject, Injectable } from '@nestjs/common';
import type { Caller } from '../auth/caller.js';
import type { Config } from '../config.js';
import { CONFIG, LOGGER, MODERATION } from '../tokens.js';
import type { Classifier } from './classifier.js';

const refusals = counter('imageai_gateway_moderation_refusals_total', 'Prompts that were refused.', [
  'category',
  'source',
]);
const failures = counter('imageai_gateway_moderation_failures_total', 'Classifiers that did not answer.', ['source']);

/** What judges prompts, in the order of asking: the policy first, which costs nothing. */
export interface Judges {
  /** What the policy was made of, for operators to see. */
  readonly rules: ModerationPolicy;
  readonly policy: Moderator;
  readonly classifiers: readonly Classifier[];
  readonly close: () => Promise<void>;
}

const planNames: Partial<Record<PlanName, string>> = {
  [PlanName.PLAN_NAME_STARTER]: 'starter',
  [PlanName.PLAN_NAME_PROFESSIONAL]: 'professional',
  [PlanName.PLAN_NAME_ENTERPRISE]: 'enterprise',
};

/** Refuses prompts before anything is reserved. What is to be kept out of a picture may be named: negative prompts are not judged. */
@Injectable()
export class ModerationService {
  constructor(
    @Inject(MODERATION) private readonly judges: Judges,
    @Inject(CONFIG)
    private readonly config: Pick<Config, 'MODERATION_LOG_PROMPTS' | 'MODERATION_TIMEOUT_MS' | 'MODERATION_WHEN_AWAY'>,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** @throws AppError `content_prohibited`; `unavailable` where a classifier is away and the operator wants that */
  async check(prompt: string, caller: Caller): Promise<void> {
    const author = { accountId: caller.accountId, plan: planNames[caller.plan] ?? '' };
    const finding = this.judges.policy.find(prompt, author);
    if (finding !== undefined) throw this.refusal(prompt, caller, finding.category, 'policy');
    if (this.judges.classifiers.length === 0) return;
    const skipped = this.judges.policy.skippedFor(author);
    const signal = AbortSignal.timeout(this.config.MODERATION_TIMEOUT_MS);
    const asked = this.judges.classifiers.map(async ({ source, classify }) => {
      const categories = await classify(prompt, signal).catch((error: unknown) => this.away(source, error));
      const category = categories.find((each) => !skipped.has(each));
      if (category !== undefined) throw this.refusal(prompt, caller, category, source);
    });
    await Promise.all(asked);
  }

  private refusal(prompt: string, { accountId, keyId }: Caller, category: string, source: string): AppError {
    refusals.inc({ category, source });
    const logged = { accountId, keyId, category, source, ...(this.config.MODERATION_LOG_PROMPTS && { prompt }) };
    this.logger.info(logged, 'prompt refused');
    return new AppError('content_prohibited', {
      param: 'prompt',
      message: `The prompt contains prohibited content (${category}).`,
    });
  }

  private away(source: string, error: unknown): readonly string[] {
    failures.inc({ source });
    this.logger.warn({ err: error, source }, 'a classifier of prompts did not answer');
    if (this.config.MODERATION_WHEN_AWAY === 'refuse') throw new AppError('unavailable', { cause: error });
    return [];
  }
}
