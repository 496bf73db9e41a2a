import { newId } from '@imageai/api';
import { Injectable } from '@nestjs/common';
import { AccountsRepository } from '../accounts/accounts.repository.js';
import { AuditRepository } from '../audit/audit.repository.js';
import type { UserRow } from '../db/schema.js';
import type { Connection } from '../db/transactions.js';
import { MembersRepository } from '../members/members.repository.js';
import { asUser, type CheckedClient } from './client.js';
import { SignUpsRepository } from './sign-ups.repository.js';
import { UsersRepository } from './users.repository.js';

export interface Person {
  readonly email: string;
  readonly name: string;
  readonly passwordHash: string | null;
}

/** Makes users whose address was just proved, by a mail or by a provider that vouches for it. */
@Injectable()
export class NewPeople {
  constructor(
    private readonly users: UsersRepository,
    private readonly signUps: SignUpsRepository,
    private readonly accounts: AccountsRepository,
    private readonly members: MembersRepository,
    private readonly audit: AuditRepository,
  ) {}

  /** Nothing when the address is somebody's already. */
  async create(transaction: Connection, person: Person, client: CheckedClient): Promise<UserRow | undefined> {
    const { email, name, passwordHash } = person;
    const user = await this.users.insert(transaction, { id: newId('user'), email, name, password_hash: passwordHash });
    await this.signUps.removeOf(transaction, email);
    if (user === undefined) return undefined;
    await this.audit.append(transaction, asUser(user.id, client), { action: 'user.create', targetId: user.id });
    return user;
  }

  /** The account that an operator made for this address, or else a new one, with the user as its owner. */
  async giveAccount(transaction: Connection, user: UserRow, client: CheckedClient): Promise<void> {
    const id = newId('acct');
    const claimed = await this.accounts.claim(transaction, user.email);
    if (claimed === undefined) {
      await this.accounts.insertClaimed(transaction, { id, name: user.name, email: user.email, plan: 'starter' });
    }
    const accountId = claimed ?? id;
    await this.members.insert(transaction, accountId, user.id, 'owner');
    const action = claimed === undefined ? 'account.create' : 'account.claim';
    await this.audit.append(transaction, asUser(user.id, client), { action, accountId, targetId: user.id });
  }
}
