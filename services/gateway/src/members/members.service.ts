import {
  type InvitationList,
  type InvitationResource,
  type InviteMemberParameters,
  isId,
  type MemberList,
  type MemberResource,
  type SetMemberRoleParameters,
} from '@imageai/api';
import { MemberRefusal } from '@imageai/contracts/auth';
import { AppError } from '@imageai/errors';
import { Inject, Injectable } from '@nestjs/common';
import { toMemberRole } from '../auth/roles.js';
import type { ApiCall } from '../http/api-call.js';
import { AuthPeer } from '../peers/auth-peer.js';
import type { MembersClient } from '../peers/peers.js';
import { MEMBERS } from '../tokens.js';
import { toInvitation, toMember } from './member.convert.js';

/** Who belongs to the account that a call is for. */
@Injectable()
export class MembersService {
  constructor(
    @Inject(MEMBERS) private readonly members: MembersClient,
    private readonly peer: AuthPeer,
  ) {}

  async list({ caller: { accountId }, actor }: ApiCall): Promise<MemberList> {
    const { members } = await this.peer.ask(() => this.members.listMembers({ accountId, actor }));
    return { data: members.map(toMember) };
  }

  async setRole({ caller, actor }: ApiCall, id: string, sent: SetMemberRoleParameters): Promise<MemberResource> {
    const { accountId } = caller;
    const request = { accountId, userId: userIdOf(id), role: toMemberRole(sent.role), actor };
    const { member, refusal } = await this.peer.ask(() => this.members.setMemberRole(request));
    throwIfRefused(refusal);
    return toMember(member);
  }

  async remove({ caller: { accountId }, actor }: ApiCall, id: string): Promise<void> {
    const request = { accountId, userId: userIdOf(id), actor };
    const { refusal } = await this.peer.askOnce(() => this.members.removeMember(request));
    throwIfRefused(refusal);
  }

  async leave({ caller: { accountId }, actor }: ApiCall): Promise<void> {
    const { refusal } = await this.peer.askOnce(() => this.members.leaveAccount({ accountId, actor }));
    throwIfRefused(refusal);
  }

  async invite({ caller, actor }: ApiCall, { email, role }: InviteMemberParameters): Promise<InvitationResource> {
    const request = { accountId: caller.accountId, email, role: toMemberRole(role), actor };
    const { invitation, refusal } = await this.peer.askOnce(() => this.members.inviteMember(request));
    throwIfRefused(refusal);
    return toInvitation(invitation);
  }

  async invitations({ caller: { accountId }, actor }: ApiCall): Promise<InvitationList> {
    const { invitations } = await this.peer.ask(() => this.members.listInvitations({ accountId, actor }));
    return { data: invitations.map(toInvitation) };
  }

  async revokeInvitation({ caller: { accountId }, actor }: ApiCall, id: string): Promise<void> {
    if (!isId('inv', id)) throw new AppError('not_found', { message: 'No such invitation.' });
    await this.peer.askOnce(() => this.members.revokeInvitation({ accountId, invitationId: id, actor }));
  }
}

function userIdOf(id: string): string {
  if (!isId('user', id)) throw new AppError('not_found', { message: 'No such member.' });
  return id;
}

/** Why an account's members stay as they are. */
function throwIfRefused(refusal: MemberRefusal | undefined): void {
  if (refusal === undefined) return;
  if (refusal === MemberRefusal.MEMBER_REFUSAL_TOO_MANY_INVITATIONS) {
    throw new AppError('rate_limit_exceeded', { message: 'Too many invitations in the last hour.' });
  }
  const message =
    refusal === MemberRefusal.MEMBER_REFUSAL_LAST_OWNER
      ? 'An account needs an owner: make somebody else an owner first.'
      : 'Somebody with this address is a member already.';
  throw new AppError('conflict', { message });
}
