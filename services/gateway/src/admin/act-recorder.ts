import { Inject, Injectable } from '@nestjs/common';
import type { ApiCall } from '../http/api-call.js';
import { AuthPeer } from '../peers/auth-peer.js';
import type { AuditClient } from '../peers/peers.js';
import { AUDIT } from '../tokens.js';

interface Act {
  readonly action: 'books.rebuild' | 'dead_letter.retry';
  readonly accountId?: string;
  readonly targetId?: string;
  readonly details?: Readonly<Record<string, string>>;
}

/** Acts at services that keep no audit log: first the entry, then the act, so that none is without one. */
@Injectable()
export class ActRecorder {
  constructor(
    @Inject(AUDIT) private readonly audit: AuditClient,
    private readonly peer: AuthPeer,
  ) {}

  async record({ operator: actor }: ApiCall, act: Act): Promise<void> {
    const { action, accountId = '', targetId = '', details = {} } = act;
    await this.peer.askOnce(() =>
      this.audit.recordAct({ action, accountId, targetId, details: { ...details }, actor }),
    );
  }
}
