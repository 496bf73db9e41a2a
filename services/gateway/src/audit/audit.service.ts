import type { AuditPage, ListAuditEntriesQuery } from '@imageai/api';
import { Inject, Injectable } from '@nestjs/common';
import type { ApiCall } from '../http/api-call.js';
import { AuthPeer } from '../peers/auth-peer.js';
import type { AuditClient } from '../peers/peers.js';
import { AUDIT } from '../tokens.js';
import { toAuditEntry, toAuditRequest } from './audit.convert.js';

/** What was done in the account that a call is for. */
@Injectable()
export class AuditService {
  constructor(
    @Inject(AUDIT) private readonly audit: AuditClient,
    private readonly peer: AuthPeer,
  ) {}

  async list({ caller: { accountId }, actor }: ApiCall, query: ListAuditEntriesQuery): Promise<AuditPage> {
    const request = { ...toAuditRequest(accountId, query), actor };
    const { entries, nextPageToken } = await this.peer.ask(() => this.audit.listAuditEntries(request));
    return {
      data: entries.map(toAuditEntry),
      has_more: nextPageToken !== '',
      next_cursor: nextPageToken || null,
    };
  }
}
