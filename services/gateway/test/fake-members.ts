import { newId } from '@imageai/api';
import {
  type AcceptInvitationRequest,
  type AcceptInvitationResponse,
  type InviteMemberRequest,
  type LeaveAccountRequest,
  type ListMembersRequest,
  type MemberRefusal,
  MemberRole,
  MemberServiceService,
  type Membership,
  type RemoveMemberRequest,
  type RevokeInvitationRequest,
  type SetMemberRoleRequest,
  type SignedIn,
  TokenRefusal,
  type User,
} from '@imageai/contracts/auth';
import { AppError } from '@imageai/errors';
import { AllowCallers } from '@imageai/rpc';
import { Controller, Inject, type Type } from '@nestjs/common';
import { GrpcMethod } from '@nestjs/microservices';
import { FAKE } from './fake-server.js';

const at = new Date('2026-01-15T12:00:00Z');

/** What members need of the fake behind them. */
interface People {
  readonly linkToken: string;
  readonly memberRefusal: MemberRefusal | undefined;
  note(name: string, request: object): void;
  somebody(id?: string): User;
  begin(role: 'developer', accountIds: readonly string[]): SignedIn;
}

@Controller()
@AllowCallers('gateway')
class FakeMembers {
  constructor(@Inject(FAKE) private readonly fake: People) {}

  @GrpcMethod('MemberService', 'listMembers')
  list(request: ListMembersRequest) {
    this.fake.note('listMembers', request);
    return { members: [{ user: this.fake.somebody(), role: MemberRole.MEMBER_ROLE_OWNER, createdAt: at }] };
  }

  @GrpcMethod('MemberService', 'setMemberRole')
  setRole(request: SetMemberRoleRequest) {
    this.fake.note('setMemberRole', request);
    const member = { user: this.fake.somebody(request.userId), role: request.role, createdAt: at };
    return { member, refusal: this.fake.memberRefusal };
  }

  @GrpcMethod('MemberService', 'removeMember')
  remove(request: RemoveMemberRequest) {
    this.fake.note('removeMember', request);
    return { refusal: this.fake.memberRefusal };
  }

  @GrpcMethod('MemberService', 'leaveAccount')
  leave(request: LeaveAccountRequest) {
    this.fake.note('leaveAccount', request);
    return { refusal: this.fake.memberRefusal };
  }

  @GrpcMethod('MemberService', 'inviteMember')
  invite(request: InviteMemberRequest) {
    this.fake.note('inviteMember', request);
    const { email, role, accountId } = request;
    const refusal = this.fake.memberRefusal;
    return {
      refusal,
      invitation: refusal ? undefined : { id: newId('inv'), accountId, email, role, createdAt: at, expiresAt: at },
    };
  }

  @GrpcMethod('MemberService', 'listInvitations')
  invitations({ accountId }: ListMembersRequest) {
    const invitation = {
      id: newId('inv'),
      accountId,
      email: 'bob@example.com',
      role: MemberRole.MEMBER_ROLE_VIEWER,
      createdAt: at,
    };
    return { invitations: [{ ...invitation, expiresAt: at }] };
  }

  @GrpcMethod('MemberService', 'revokeInvitation')
  revokeInvitation(request: RevokeInvitationRequest) {
    this.fake.note('revokeInvitation', request);
    throw new AppError('not_found', { message: 'No such invitation.', param: 'invitation_id' });
  }

  @GrpcMethod('MemberService', 'acceptInvitation')
  accept(request: AcceptInvitationRequest): AcceptInvitationResponse {
    this.fake.note('acceptInvitation', request);
    if (request.token !== this.fake.linkToken) {
      return { result: { $case: 'refusal', value: TokenRefusal.TOKEN_REFUSAL_INVALID } };
    }
    const signedIn = this.fake.begin('developer', ['acct_2']);
    const [membership] = signedIn.memberships;
    if (request.newUser !== undefined) return { result: { $case: 'signedIn', value: signedIn } };
    return { result: { $case: 'membership', value: membership as Membership } };
  }
}

export const memberControllers: readonly Type[] = [FakeMembers];
export const memberServices = { 'imageai.auth.v1.MemberService': MemberServiceService };
