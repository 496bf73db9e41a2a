import {
  type InvitationList,
  type InvitationResource,
  type InviteMemberParameters,
  inviteMemberRoute,
  leaveAccountRoute,
  listInvitationsRoute,
  listMembersRoute,
  type MemberList,
  type MemberResource,
  removeMemberRoute,
  revokeInvitationRoute,
  type SetMemberRoleParameters,
  setMemberRoleRoute,
} from '@imageai/api';
import { Body, Controller, Param, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { Serves } from '../http/serves.js';
import { MembersService } from './members.service.js';

type Request = Pick<FastifyRequest, 'call'>;

@Controller()
export class MembersController {
  constructor(private readonly members: MembersService) {}

  @Serves(listMembersRoute)
  list(@Req() { call }: Request): Promise<MemberList> {
    return this.members.list(call);
  }

  @Serves(setMemberRoleRoute)
  setRole(
    @Req() { call }: Request,
    @Param('id') id: string,
    @Body() body: SetMemberRoleParameters,
  ): Promise<MemberResource> {
    return this.members.setRole(call, id, body);
  }

  @Serves(removeMemberRoute)
  remove(@Req() { call }: Request, @Param('id') id: string): Promise<void> {
    return this.members.remove(call, id);
  }

  @Serves(leaveAccountRoute)
  leave(@Req() { call }: Request): Promise<void> {
    return this.members.leave(call);
  }

  @Serves(inviteMemberRoute)
  invite(@Req() { call }: Request, @Body() body: InviteMemberParameters): Promise<InvitationResource> {
    return this.members.invite(call, body);
  }

  @Serves(listInvitationsRoute)
  invitations(@Req() { call }: Request): Promise<InvitationList> {
    return this.members.invitations(call);
  }

  @Serves(revokeInvitationRoute)
  revokeInvitation(@Req() { call }: Request, @Param('id') id: string): Promise<void> {
    return this.members.revokeInvitation(call, id);
  }
}
