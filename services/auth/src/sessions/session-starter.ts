import { newId } from '@imageai/api';
import type { SignedIn } from '@imageai/contracts/auth';
import { Injectable } from '@nestjs/common';
import { AuditRepository } from '../audit/audit.repository.js';
import type { UserRow } from '../db/schema.js';
import type { Connection } from '../db/transactions.js';
import { toMembership } from '../members/members.convert.js';
import { MembersRepository } from '../members/members.repository.js';
import { asUser, type CheckedClient } from '../people/client.js';
import { newToken, SecretHash } from '../secrets/secret-hash.js';
import { toSession, toUser } from './sessions.convert.js';
import { SessionsRepository } from './sessions.repository.js';

/** Begins sessions of people who have shown who they are. */
@Injectable()
export class SessionStarter {
  constructor(
    private readonly sessions: SessionsRepository,
    private readonly members: MembersRepository,
    private readonly hash: SecretHash,
    private readonly audit: AuditRepository,
  ) {}

  /** @param method "password", or the provider that vouched */
  async start(transaction: Connection, user: UserRow, method: string, client: CheckedClient): Promise<SignedIn> {
    const token = newToken();
    const session = await this.sessions.insert(transaction, {
      id: newId('ses'),
      user_id: user.id,
      token_hash: this.hash.ofToken('session', token),
      address: client.address,
      user_agent: client.userAgent,
      method,
    });
    await this.audit.append(transaction, asUser(user.id, client), {
      action: 'session.sign_in',
      targetId: session.id,
      details: { method },
    });
    const memberships = await this.members.ofUser(user.id, transaction);
    return {
      sessionToken: token,
      csrfToken: this.hash.csrfToken(session.id),
      session: toSession(session),
      user: toUser(user),
      memberships: memberships.map(toMembership),
    };
  }
}
