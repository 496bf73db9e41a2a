import {
  type ListSessionsResponse,
  type Principal,
  type RevokeSessionsRequest,
  type RevokeSessionsResponse,
  SessionRefusal,
  type SignOutRequest,
  type VerifySessionRequest,
  type VerifySessionResponse,
} from '@imageai/contracts/auth';
import { Injectable } from '@nestjs/common';
import { AuditRepository } from '../audit/audit.repository.js';
import type { Acting } from '../authorization/acting.js';
import { scopesOfRole } from '../authorization/policy.js';
import { Transactions } from '../db/transactions.js';
import { toLimits, toPlanName } from '../limits.js';
import { toMembership, toRole } from '../members/members.convert.js';
import { type MembershipRow, MembersRepository } from '../members/members.repository.js';
import { asUser, checkClient } from '../people/client.js';
import { SecretHash } from '../secrets/secret-hash.js';
import { toSession, toUser } from './sessions.convert.js';
import { SessionsRepository } from './sessions.repository.js';

const refused = (refusal: SessionRefusal): VerifySessionResponse => ({ result: { $case: 'refusal', value: refusal } });

@Injectable()
export class SessionsService {
  constructor(
    private readonly sessions: SessionsRepository,
    private readonly members: MembersRepository,
    private readonly hash: SecretHash,
    private readonly transactions: Transactions,
    private readonly audit: AuditRepository,
  ) {}

  async verify({ sessionToken, accountId, csrfToken }: VerifySessionRequest): Promise<VerifySessionResponse> {
    const session = await this.sessions.verify(this.hash.ofToken('session', sessionToken));
    if (session === undefined) return refused(SessionRefusal.SESSION_REFUSAL_UNKNOWN);
    if (session.expired) return refused(SessionRefusal.SESSION_REFUSAL_EXPIRED);
    if (csrfToken !== undefined && !this.hash.isCsrfToken(session.id, csrfToken)) {
      return refused(SessionRefusal.SESSION_REFUSAL_CSRF);
    }
    if (session.use_unnoted) await this.sessions.noteUse(session.id);
    const memberships = await this.members.ofUser(session.user_id);
    const chosen = accountId === '' ? memberships[0] : memberships.find((one) => one.account_id === accountId);
    const user = { id: session.user_id, email: session.email, name: session.name, created_at: session.user_created_at };
    return {
      result: {
        $case: 'principal',
        value: {
          sessionId: session.id,
          user: toUser(user),
          memberships: memberships.map(toMembership),
          csrfToken: this.hash.csrfToken(session.id),
          principal: chosen && toSessionPrincipal(chosen),
          role: chosen && toRole(chosen.role),
        },
      },
    };
  }

  async signOut({ sessionToken, client }: SignOutRequest): Promise<void> {
    const from = checkClient(client);
    await this.transactions.run(async (transaction) => {
      const session = await this.sessions.removeByToken(transaction, this.hash.ofToken('session', sessionToken));
      if (session === undefined) return;
      const record = { action: 'session.sign_out', targetId: session.id } as const;
      await this.audit.append(transaction, asUser(session.user_id, from), record);
    });
  }

  async list(userId: string): Promise<ListSessionsResponse> {
    return { sessions: (await this.sessions.list(userId)).map(toSession) };
  }

  revoke({ userId, which }: RevokeSessionsRequest, acting: Acting): Promise<RevokeSessionsResponse> {
    return this.transactions.run(async (transaction) => {
      const revoked =
        which?.$case === 'sessionId'
          ? await this.sessions.remove(transaction, userId, which.value)
          : await this.sessions.removeAllBut(transaction, userId, which?.value ?? '');
      if (revoked > 0) {
        const details = { revoked, kept: which?.$case === 'allButSessionId' ? which.value : undefined };
        await this.audit.append(transaction, acting, {
          action: 'session.revoke',
          targetId: which?.$case === 'sessionId' ? which.value : userId,
          details,
        });
      }
      return { revoked };
    });
  }
}

const toSessionPrincipal = (row: MembershipRow): Principal => ({
  accountId: row.account_id,
  keyId: '',
  plan: toPlanName(row.plan),
  limits: toLimits(row),
  scopes: [...scopesOfRole[row.role]],
  suspended: row.suspended_at !== null,
  privateImages: row.private_images,
  omitParameters: row.omit_parameters,
});
