import type { AdminAccount, DeletionReport } from '@imageai/api/admin';
import type { Account, GetDeletionReportResponse } from '@imageai/contracts/auth';
import { iso, isoOrNull, present } from '../peers/auth-answers.js';
import { planNameOf, toLimits, toOverrides } from './limits.convert.js';

export function toAdminAccount(sent: Account | undefined): AdminAccount {
  const account = present(sent, 'account');
  const { scheduledChange: change } = account;
  return {
    id: account.id,
    name: account.name,
    email: account.email,
    plan: planNameOf(account.plan),
    limits: toLimits(account.limits),
    overrides: toOverrides(account.overrides),
    scheduled_change: change
      ? {
          plan: planNameOf(change.plan),
          overrides: toOverrides(change.overrides),
          effective_at: iso(change.effectiveAt),
        }
      : null,
    suspended: account.suspended,
    suspended_reason: account.suspendedReason ?? null,
    private_images: account.privateImages,
    omit_parameters: account.omitParameters,
    created_at: iso(account.createdAt),
    deleted_at: isoOrNull(account.deletedAt),
    version: account.version,
  };
}

export const toDeletionReport = (accountId: string, sent: GetDeletionReportResponse): DeletionReport => ({
  account_id: accountId,
  deleted_at: iso(sent.deletedAt),
  complete: sent.complete,
  services: sent.confirmations.map(({ service, confirmedAt, removed }) => ({
    name: service,
    confirmed_at: isoOrNull(confirmedAt),
    removed,
  })),
});
