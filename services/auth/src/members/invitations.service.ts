import { newId } from '@imageai/api';
import {
  type Invitation,
  type InviteMemberRequest,
  type InviteMemberResponse,
  MemberRefusal,
  type RevokeInvitationRequest,
} from '@imageai/contracts/auth';
import { AppError } from '@imageai/errors';
import { Injectable } from '@nestjs/common';
import { AuditRepository } from '../audit/audit.repository.js';
import type { Acting } from '../authorization/acting.js';
import { Transactions } from '../db/transactions.js';
import { Mails } from '../mail/mails.js';
import { checkEmail } from '../text.js';
import { Throttle } from '../throttle/throttle.js';
import { InvitationsRepository } from './invitations.repository.js';
import { toInvitation, toRoleKey } from './members.convert.js';
import { MembersRepository } from './members.repository.js';

const refused = (refusal: MemberRefusal): InviteMemberResponse => ({ invitation: undefined, refusal });

@Injectable()
export class InvitationsService {
  constructor(
    private readonly invitations: InvitationsRepository,
    private readonly members: MembersRepository,
    private readonly throttle: Throttle,
    private readonly mails: Mails,
    private readonly transactions: Transactions,
    private readonly audit: AuditRepository,
  ) {}

  async invite(request: InviteMemberRequest, acting: Acting): Promise<InviteMemberResponse> {
    const { accountId } = request;
    const email = checkEmail(request.email);
    const role = toRoleKey(request.role);
    if ((await this.throttle.take(['invitation by account', accountId])) > 0) {
      return refused(MemberRefusal.MEMBER_REFUSAL_TOO_MANY_INVITATIONS);
    }
    const response = await this.transactions.run(async (transaction) => {
      if (await this.members.hasAddress(transaction, accountId, email)) {
        return refused(MemberRefusal.MEMBER_REFUSAL_ALREADY_MEMBER);
      }
      const invitation = { id: newId('inv'), accountId, email, role };
      const row = await this.invitations.replace(transaction, invitation);
      await this.mails.add(transaction, email, { kind: 'invitation', invitationId: row.id });
      const details = { email, role };
      await this.audit.append(transaction, acting, { action: 'member.invite', accountId, targetId: row.id, details });
      return { invitation: toInvitation(row) };
    });
    this.mails.send();
    return response;
  }

  async list(accountId: string): Promise<Invitation[]> {
    return (await this.invitations.list(accountId)).map(toInvitation);
  }

  revoke({ accountId, invitationId }: RevokeInvitationRequest, acting: Acting): Promise<void> {
    return this.transactions.run(async (transaction) => {
      const row = await this.invitations.remove(transaction, accountId, invitationId);
      if (row === undefined) {
        throw new AppError('not_found', { message: 'No such invitation.', param: 'invitation_id' });
      }
      const record = { action: 'invitation.revoke', accountId, targetId: invitationId } as const;
      await this.audit.append(transaction, acting, record);
    });
  }
}
