import type { SignedIn } from '@imageai/contracts/auth';
import { Injectable } from '@nestjs/common';
import { AuditRepository } from '../audit/audit.repository.js';
import type { UserRow } from '../db/schema.js';
import { type Connection, Transactions } from '../db/transactions.js';
import { asUser, type CheckedClient } from '../people/client.js';
import { NewPeople } from '../people/new-people.js';
import { UsersRepository } from '../people/users.repository.js';
import { SessionStarter } from '../sessions/session-starter.js';
import { IdentitiesRepository } from './identities.repository.js';
import type { VouchedPerson } from './vouched-person.js';

/** Receives people whom a provider vouches for. */
@Injectable()
export class Arrivals {
  constructor(
    private readonly identities: IdentitiesRepository,
    private readonly users: UsersRepository,
    private readonly people: NewPeople,
    private readonly sessions: SessionStarter,
    private readonly transactions: Transactions,
    private readonly audit: AuditRepository,
  ) {}

  /** Nothing when the person is not known yet and the provider does not vouch for their address. */
  receive(person: VouchedPerson, provider: string, client: CheckedClient): Promise<SignedIn | undefined> {
    return this.transactions.run(async (transaction) => {
      const known = await this.identities.findUser(transaction, person);
      const user = known ?? (await this.introduce(transaction, person, provider, client));
      return user && this.sessions.start(transaction, user, provider, client);
    });
  }

  /** Links the person with the user of that address, whose address was verified too; or makes them one. */
  private async introduce(
    transaction: Connection,
    person: VouchedPerson,
    provider: string,
    client: CheckedClient,
  ): Promise<UserRow | undefined> {
    const { email } = person;
    if (email === undefined) return undefined;
    const name = person.name?.slice(0, 200) || email.slice(0, email.indexOf('@'));
    const made = await this.people.create(transaction, { email, name, passwordHash: null }, client);
    if (made !== undefined) await this.people.giveAccount(transaction, made, client);
    const user = made ?? (await this.users.findByEmail(email, transaction));
    if (user === undefined) return undefined;
    await this.identities.link(transaction, person, user.id);
    await this.audit.append(transaction, asUser(user.id, client), {
      action: 'user.link_provider',
      targetId: user.id,
      details: { provider },
    });
    return user;
  }
}
