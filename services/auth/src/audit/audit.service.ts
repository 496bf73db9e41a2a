import type { ListAuditEntriesRequest, ListAuditEntriesResponse, RecordActRequest } from '@imageai/contracts/auth';
import { AppError } from '@imageai/errors';
import { Injectable } from '@nestjs/common';
import type { Acting } from '../authorization/acting.js';
import { policy } from '../authorization/policy.js';
import { checkPage } from '../pages.js';
import { checkText } from '../text.js';
import { toAuditEntry } from './audit.convert.js';
import { AuditRepository } from './audit.repository.js';

@Injectable()
export class AuditService {
  constructor(private readonly audit: AuditRepository) {}

  async list(request: ListAuditEntriesRequest): Promise<ListAuditEntriesResponse> {
    const { size, token } = checkPage(request, /^\d{1,15}$/);
    const given = (value: string, param: string): string | undefined =>
      checkText(value, param, { min: 0, max: 200 }) || undefined;
    const filter = {
      accountId: given(request.accountId, 'account_id'),
      action: given(request.action, 'action'),
      actorId: given(request.actorId, 'actor_id'),
      targetId: given(request.targetId, 'target_id'),
      since: request.since,
      until: request.until,
      before: token,
    };
    const rows = await this.audit.list(filter, size + 1);
    const page = rows.slice(0, size);
    return {
      entries: page.map(toAuditEntry),
      nextPageToken: rows.length > size ? String(page.at(-1)?.id) : '',
    };
  }

  /** An act at another service. Acts of auth's own cannot be claimed: they are written down when they happen. */
  async record(request: RecordActRequest, acting: Acting): Promise<void> {
    const { action } = request;
    if (!/^[a-z_]{1,40}\.[a-z_]{1,40}$/.test(action) || Object.hasOwn(policy, action)) {
      const message = 'action must name an act of another service, such as books.rebuild.';
      throw new AppError('parameter_invalid', { message, param: 'action' });
    }
    const accountId = checkText(request.accountId, 'account_id', { min: 0, max: 200 }) || undefined;
    const targetId = checkText(request.targetId, 'target_id', { min: 0, max: 200 }) || undefined;
    const given = Object.entries(request.details);
    if (given.length > mostDetails) {
      throw new AppError('parameter_invalid', { message: `details must be at most ${mostDetails}.`, param: 'details' });
    }
    const details = Object.fromEntries(given.map(checkDetail));
    await this.audit.appendElsewhere(acting, { action, accountId, targetId, details });
  }
}

const mostDetails = 20;

const checkDetail = ([name, value]: [string, string]): [string, string] => [
  checkText(name, 'details', { min: 1, max: 100 }),
  checkText(value, `details.${name}`, { min: 0, max: 1_000 }),
];
