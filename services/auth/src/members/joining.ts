import type { Membership } from '@imageai/contracts/auth';
import { AppError } from '@imageai/errors';
import { Injectable } from '@nestjs/common';
import { AuditRepository } from '../audit/audit.repository.js';
import type { Acting } from '../authorization/acting.js';
import type { UserRow } from '../db/schema.js';
import type { Connection } from '../db/transactions.js';
import { LinksRepository } from '../mail/links.repository.js';
import { InvitationsRepository, type OpenInvitation } from './invitations.repository.js';
import { toMembership } from './members.convert.js';
import { MembersRepository } from './members.repository.js';

/** The way from a link to a membership. */
@Injectable()
export class Joining {
  constructor(
    private readonly links: LinksRepository,
    private readonly invitations: InvitationsRepository,
    private readonly members: MembersRepository,
    private readonly audit: AuditRepository,
  ) {}

  async findInvitation(transaction: Connection, token: string): Promise<OpenInvitation | undefined> {
    const id = await this.links.find(transaction, 'invitation', token);
    return id === undefined ? undefined : this.invitations.findOpen(id, transaction);
  }

  /** Uses the invitation up. */
  async join(transaction: Connection, invitation: OpenInvitation, user: UserRow, acting: Acting): Promise<Membership> {
    const { id, account_id: accountId, role } = invitation;
    await this.members.insert(transaction, accountId, user.id, role);
    await this.invitations.remove(transaction, accountId, id);
    await this.links.removeOf(transaction, id);
    const record = { action: 'invitation.accept', accountId, targetId: user.id, details: { role } } as const;
    await this.audit.append(transaction, acting, record);
    const memberships = await this.members.ofUser(user.id, transaction);
    const joined = memberships.find((one) => one.account_id === accountId);
    if (joined === undefined) throw new AppError('conflict');
    return toMembership(joined);
  }
}
