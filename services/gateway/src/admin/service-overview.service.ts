import type {
  AdminAuditPage,
  ListAllAuditEntriesQuery,
  ModerationOverview,
  OperatorResource,
} from '@imageai/api/admin';
import { Inject, Injectable } from '@nestjs/common';
import { toAuditEntry, toAuditRequest } from '../audit/audit.convert.js';
import type { Config } from '../config.js';
import type { ApiCall } from '../http/api-call.js';
import type { Judges } from '../moderation/moderation.service.js';
import { AuthPeer } from '../peers/auth-peer.js';
import type { AuditClient } from '../peers/peers.js';
import { AUDIT, CONFIG, MODERATION } from '../tokens.js';

/** Who asks, who did what, and what prompts are held to. */
@Injectable()
export class ServiceOverview {
  constructor(
    @Inject(AUDIT) private readonly log: AuditClient,
    @Inject(MODERATION) private readonly judges: Judges,
    @Inject(CONFIG) private readonly config: Config,
    private readonly peer: AuthPeer,
  ) {}

  operator({ operator: { who } }: ApiCall): OperatorResource {
    return { name: who?.value ?? '' };
  }

  async audit({ operator: actor }: ApiCall, query: ListAllAuditEntriesQuery): Promise<AdminAuditPage> {
    const request = { ...toAuditRequest(query.account_id ?? '', query), actor };
    const { entries, nextPageToken } = await this.peer.ask(() => this.log.listAuditEntries(request));
    return {
      data: entries.map((entry) => ({ ...toAuditEntry(entry), account_id: entry.accountId || null })),
      has_more: nextPageToken !== '',
      next_cursor: nextPageToken || null,
    };
  }

  moderation(): ModerationOverview {
    return {
      policy_file: this.config.MODERATION_POLICY_FILE ?? null,
      policy: { ...this.judges.rules },
      classifiers: this.judges.classifiers.map(({ source }) => source),
      timeout_ms: this.config.MODERATION_TIMEOUT_MS,
      when_away: this.config.MODERATION_WHEN_AWAY,
      log_prompts: this.config.MODERATION_LOG_PROMPTS,
    };
  }
}
