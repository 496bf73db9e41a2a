import {
  type ChangePasswordParameters,
  isId,
  type JoinAsUserParameters,
  type MembershipResource,
  type RevokedSessions,
  type SessionList,
} from '@imageai/api';
import { AppError } from '@imageai/errors';
import { Inject, Injectable } from '@nestjs/common';
import { SessionCookies } from '../auth/session-cookies.js';
import type { ApiCall } from '../http/api-call.js';
import { present } from '../peers/auth-answers.js';
import { AuthPeer } from '../peers/auth-peer.js';
import type { MembersClient, SessionsClient, UsersClient } from '../peers/peers.js';
import { MEMBERS, SESSIONS, USERS } from '../tokens.js';
import { linkRefused, throttled } from './refusals.js';
import { toMembership, toSession } from './session.convert.js';

/** For people who are signed in, on themselves. */
@Injectable()
export class SessionsService {
  constructor(
    @Inject(SESSIONS) private readonly sessions: SessionsClient,
    @Inject(USERS) private readonly users: UsersClient,
    @Inject(MEMBERS) private readonly members: MembersClient,
    private readonly peer: AuthPeer,
    private readonly cookies: SessionCookies,
  ) {}

  async signOut(call: ApiCall): Promise<void> {
    const sessionToken = this.cookies.session(call) ?? '';
    await this.peer.ask(() => this.sessions.signOut({ sessionToken, client: call.client }));
    this.cookies.clearSession(call);
  }

  async changePassword({ person, self }: ApiCall, sent: ChangePasswordParameters): Promise<void> {
    const { current_password: currentPassword, new_password: newPassword } = sent;
    const { user, sessionId } = person;
    const request = { userId: user.id, currentPassword, newPassword, sessionId, actor: self };
    const { result } = await this.peer.askOnce(() => this.users.changePassword(request));
    if (result?.$case === 'throttled') throw throttled(result.value);
    if (result?.$case !== 'wrongPassword') return;
    const message = 'Invalid parameter: current_password must be the present password';
    throw new AppError('parameter_invalid', { param: 'current_password', message });
  }

  async list({ person: { user, sessionId }, self: actor }: ApiCall): Promise<SessionList> {
    const { sessions } = await this.peer.ask(() => this.sessions.listSessions({ userId: user.id, actor }));
    return { data: sessions.map((session) => toSession(session, sessionId)) };
  }

  async revoke({ person: { user }, self: actor }: ApiCall, id: string): Promise<void> {
    if (!isId('ses', id)) throw new AppError('not_found', { message: 'No such session.' });
    const request = { userId: user.id, which: { $case: 'sessionId', value: id }, actor } as const;
    await this.peer.ask(() => this.sessions.revokeSessions(request));
  }

  revokeOthers({ person: { user, sessionId }, self: actor }: ApiCall): Promise<RevokedSessions> {
    const request = { userId: user.id, which: { $case: 'allButSessionId', value: sessionId }, actor } as const;
    return this.peer.ask(() => this.sessions.revokeSessions(request));
  }

  async join({ client, self: actor }: ApiCall, { token }: JoinAsUserParameters): Promise<MembershipResource> {
    const { result } = await this.peer.askOnce(() => this.members.acceptInvitation({ token, client, actor }));
    if (result?.$case === 'refusal') throw linkRefused(result.value);
    return toMembership(present(result?.$case === 'membership' ? result.value : undefined, 'membership'));
  }
}
