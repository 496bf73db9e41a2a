import {
  type ChangePasswordParameters,
  type CurrentSession,
  changePasswordRoute,
  currentSessionRoute,
  type JoinAsUserParameters,
  joinAsUserRoute,
  listSessionsRoute,
  type MembershipResource,
  type RevokedSessions,
  revokeOtherSessionsRoute,
  revokeSessionRoute,
  type SessionList,
  signOutRoute,
} from '@imageai/api';
import { Body, Controller, Param, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { Serves } from '../http/serves.js';
import { toCurrentSession } from './session.convert.js';
import { SessionsService } from './sessions.service.js';

type Request = Pick<FastifyRequest, 'call'>;

@Controller()
export class SessionsController {
  constructor(private readonly sessions: SessionsService) {}

  @Serves(currentSessionRoute)
  current(@Req() { call }: Request): CurrentSession {
    return toCurrentSession(call.person);
  }

  @Serves(signOutRoute)
  signOut(@Req() { call }: Request): Promise<void> {
    return this.sessions.signOut(call);
  }

  @Serves(changePasswordRoute)
  changePassword(@Req() { call }: Request, @Body() body: ChangePasswordParameters): Promise<void> {
    return this.sessions.changePassword(call, body);
  }

  @Serves(listSessionsRoute)
  list(@Req() { call }: Request): Promise<SessionList> {
    return this.sessions.list(call);
  }

  @Serves(revokeOtherSessionsRoute)
  revokeOthers(@Req() { call }: Request): Promise<RevokedSessions> {
    return this.sessions.revokeOthers(call);
  }

  @Serves(revokeSessionRoute)
  revoke(@Req() { call }: Request, @Param('id') id: string): Promise<void> {
    return this.sessions.revoke(call, id);
  }

  @Serves(joinAsUserRoute)
  join(@Req() { call }: Request, @Body() body: JoinAsUserParameters): Promise<MembershipResource> {
    return this.sessions.join(call, body);
  }
}
