import type { GenerateImageParameters } from '@imageai/api';
import { AppError } from '@imageai/errors';
import type { Caller } from '../auth/caller.js';

/** Throws the first reason, in the order of the contract, why this caller may not have these images. */
export function checkEntitlements(caller: Caller, { n, retention_days }: GenerateImageParameters): void {
  const { maxImagesPerRequest, retentionDays } = caller.limits;
  if (!caller.scopes.includes('generate')) {
    throw new AppError('insufficient_scope', { message: 'This API key lacks the scope "generate".' });
  }
  // One image is open to every plan, whatever an operator set.
  if (n > Math.max(maxImagesPerRequest, 1)) {
    throw new AppError('plan_required', {
      param: 'n',
      message:
        maxImagesPerRequest > 1
          ? `Your plan makes at most ${maxImagesPerRequest} images in one call.`
          : 'Your plan makes one image a call: several in one call need Professional or Enterprise.',
    });
  }
  if (retention_days !== undefined && retention_days > retentionDays) {
    throw new AppError('plan_required', {
      param: 'retention_days',
      message: `Your plan keeps images for at most ${retentionDays} days.`,
    });
  }
  if (caller.suspended) throw new AppError('account_suspended');
}
