import type {
  AcceptInvitationRequest,
  AcceptInvitationResponse,
  InviteMemberRequest,
  InviteMemberResponse,
  LeaveAccountRequest,
  LeaveAccountResponse,
  ListInvitationsRequest,
  ListInvitationsResponse,
  ListMembersRequest,
  ListMembersResponse,
  RemoveMemberRequest,
  RemoveMemberResponse,
  RevokeInvitationRequest,
  RevokeInvitationResponse,
  SetMemberRoleRequest,
  SetMemberRoleResponse,
} from '@imageai/contracts/auth';
import { AllowCallers } from '@imageai/rpc';
import { Controller } from '@nestjs/common';
import { GrpcMethod, Payload } from '@nestjs/microservices';
import { type Acting, By } from '../authorization/acting.js';
import { Authorized } from '../authorization/authorized.js';
import { InvitationAcceptanceService } from './invitation-acceptance.service.js';
import { InvitationsService } from './invitations.service.js';
import { MembersService } from './members.service.js';

@Controller()
@AllowCallers('gateway', 'operator')
export class MembersController {
  constructor(
    private readonly members: MembersService,
    private readonly invitations: InvitationsService,
    private readonly acceptance: InvitationAcceptanceService,
  ) {}

  @GrpcMethod('MemberService', 'listMembers')
  @Authorized('member.list')
  async listMembers({ accountId }: ListMembersRequest): Promise<ListMembersResponse> {
    return { members: await this.members.list(accountId) };
  }

  @GrpcMethod('MemberService', 'setMemberRole')
  @Authorized('member.set_role')
  setMemberRole(@Payload() request: SetMemberRoleRequest, @By() acting: Acting): Promise<SetMemberRoleResponse> {
    return this.members.setRole(request, acting);
  }

  @GrpcMethod('MemberService', 'removeMember')
  @Authorized('member.remove')
  removeMember(@Payload() request: RemoveMemberRequest, @By() acting: Acting): Promise<RemoveMemberResponse> {
    return this.members.remove(request, acting);
  }

  @GrpcMethod('MemberService', 'leaveAccount')
  @Authorized('member.leave')
  leaveAccount(@Payload() request: LeaveAccountRequest, @By() acting: Acting): Promise<LeaveAccountResponse> {
    return this.members.leave(request, acting);
  }

  @GrpcMethod('MemberService', 'inviteMember')
  @Authorized('member.invite')
  inviteMember(@Payload() request: InviteMemberRequest, @By() acting: Acting): Promise<InviteMemberResponse> {
    return this.invitations.invite(request, acting);
  }

  @GrpcMethod('MemberService', 'listInvitations')
  @Authorized('invitation.list')
  async listInvitations({ accountId }: ListInvitationsRequest): Promise<ListInvitationsResponse> {
    return { invitations: await this.invitations.list(accountId) };
  }

  @GrpcMethod('MemberService', 'revokeInvitation')
  @Authorized('invitation.revoke')
  async revokeInvitation(
    @Payload() request: RevokeInvitationRequest,
    @By() acting: Acting,
  ): Promise<RevokeInvitationResponse> {
    await this.invitations.revoke(request, acting);
    return {};
  }

  @GrpcMethod('MemberService', 'acceptInvitation')
  @Authorized('invitation.accept')
  acceptInvitation(
    @Payload() request: AcceptInvitationRequest,
    @By() acting: Acting,
  ): Promise<AcceptInvitationResponse> {
    return this.acceptance.accept(request, acting);
  }
}
