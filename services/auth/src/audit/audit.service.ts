import type { ListAuditEntriesRequest, ListAuditEntriesResponse } from '@imageai/contracts/auth';
import { Injectable } from '@nestjs/common';
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
}
