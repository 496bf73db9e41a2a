import { isId } from '@imageai/api';
import {
  type LeaveAccountRequest,
  type Member,
  MemberRefusal,
  type RemoveMemberRequest,
  type SetMemberRoleRequest,
  type SetMemberRoleResponse,
} from '@imageai/contracts/auth';
import { AppError } from '@imageai/errors';
import { Injectable } from '@nestjs/common';
import { AuditRepository } from '../audit/audit.repository.js';
import type { Acting } from '../authorization/acting.js';
import type { Action } from '../authorization/policy.js';
import { type Connection, Transactions } from '../db/transactions.js';
import { toMember, toRoleKey } from './members.convert.js';
import { type MemberRow, MembersRepository } from './members.repository.js';

interface Removed {
  readonly refusal?: MemberRefusal;
}

@Injectable()
export class MembersService {
  constructor(
    private readonly members: MembersRepository,
    private readonly transactions: Transactions,
    private readonly audit: AuditRepository,
  ) {}

  async list(accountId: string): Promise<Member[]> {
    return (await this.members.list(accountId)).map(toMember);
  }

  setRole({ accountId, userId, role }: SetMemberRoleRequest, acting: Acting): Promise<SetMemberRoleResponse> {
    const key = toRoleKey(role);
    return this.transactions.run(async (transaction) => {
      const last = await this.members.isLastOwner(transaction, accountId, userId);
      const member = await this.find(transaction, accountId, userId);
      if (key === member.role) return { member: toMember(member) };
      if (last) return { member: toMember(member), refusal: MemberRefusal.MEMBER_REFUSAL_LAST_OWNER };
      await this.members.setRole(transaction, accountId, userId, key);
      const details = { from: member.role, to: key };
      await this.audit.append(transaction, acting, {
        action: 'member.set_role',
        accountId,
        targetId: userId,
        details,
      });
      return { member: toMember({ ...member, role: key }) };
    });
  }

  remove({ accountId, userId }: RemoveMemberRequest, acting: Acting): Promise<Removed> {
    return this.takeOut(accountId, userId, acting, 'member.remove');
  }

  leave({ accountId }: LeaveAccountRequest, acting: Acting): Promise<Removed> {
    return this.takeOut(accountId, acting.id, acting, 'member.leave');
  }

  private takeOut(accountId: string, userId: string, acting: Acting, action: Action): Promise<Removed> {
    return this.transactions.run(async (transaction) => {
      const last = await this.members.isLastOwner(transaction, accountId, userId);
      const { role } = await this.find(transaction, accountId, userId);
      if (last) return { refusal: MemberRefusal.MEMBER_REFUSAL_LAST_OWNER };
      await this.members.remove(transaction, accountId, userId);
      await this.audit.append(transaction, acting, { action, accountId, targetId: userId, details: { role } });
      return {};
    });
  }

  private async find(transaction: Connection, accountId: string, userId: string): Promise<MemberRow> {
    const member = isId('user', userId) ? await this.members.find(transaction, accountId, userId) : undefined;
    if (member === undefined) throw new AppError('not_found', { message: 'No such member.', param: 'user_id' });
    return member;
  }
}
