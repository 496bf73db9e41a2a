import { mayUseModel } from '@imageai/api';
import { AppError } from '@imageai/errors';
import type { Caller } from '../auth/caller.js';
import { checkScope } from '../http/check-request.js';
import type { Order } from '../jobs/order.js';

/** Throws the first reason, in the order of the contract, why this caller may not have these images. */
export function checkEntitlements(
  caller: Caller,
  { images, wanted: { retentionDays: days } }: Pick<Order, 'images' | 'wanted'>,
  model: string,
): void {
  const { maxImagesPerRequest, retentionDays } = caller.limits;
  checkScope(caller, 'generate');
  if (!mayUseModel(caller.scopes, model)) {
    throw new AppError('insufficient_scope', { param: 'model', message: 'This API key may not use this model.' });
  }
  // One image is open to every plan, whatever an operator set.
  if (images > Math.max(maxImagesPerRequest, 1)) {
    throw new AppError('plan_required', {
      param: 'n',
      message:
        maxImagesPerRequest > 1
          ? `Your plan makes at most ${maxImagesPerRequest} images in one call.`
          : 'Your plan makes one image a call: several in one call need Professional or Enterprise.',
    });
  }
  if (days !== undefined && days > retentionDays) {
    throw new AppError('plan_required', {
      param: 'retention_days',
      message: `Your plan keeps images for at most ${retentionDays} days.`,
    });
  }
  if (caller.suspended) throw new AppError('account_suspended');
}
