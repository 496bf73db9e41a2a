import {
  type AcceptInvitationRequest,
  type AcceptInvitationResponse,
  type NewUser,
  TokenRefusal,
} from '@imageai/contracts/auth';
import { AppError } from '@imageai/errors';
import { Injectable } from '@nestjs/common';
import type { Acting } from '../authorization/acting.js';
import { Transactions } from '../db/transactions.js';
import { type CheckedClient, checkClient } from '../people/client.js';
import { NewPeople } from '../people/new-people.js';
import { checkPassword, Passwords } from '../people/passwords.js';
import { UsersRepository } from '../people/users.repository.js';
import { SessionStarter } from '../sessions/session-starter.js';
import { checkText } from '../text.js';
import { Joining } from './joining.js';

const refused = (refusal: TokenRefusal): AcceptInvitationResponse => ({ result: { $case: 'refusal', value: refusal } });

/** Turns whoever has the link into a member: having it proves the address that it was sent to. */
@Injectable()
export class InvitationAcceptanceService {
  constructor(
    private readonly joining: Joining,
    private readonly users: UsersRepository,
    private readonly people: NewPeople,
    private readonly passwords: Passwords,
    private readonly sessions: SessionStarter,
    private readonly transactions: Transactions,
  ) {}

  accept({ token, newUser, client }: AcceptInvitationRequest, acting: Acting): Promise<AcceptInvitationResponse> {
    if (acting.kind === 'user') return this.acceptAsUser(token, acting);
    if (newUser === undefined) {
      const message = 'new_user must be given by whoever is not signed in.';
      throw new AppError('parameter_missing', { message, param: 'new_user' });
    }
    return this.acceptAsNew(token, newUser, checkClient(client));
  }

  private acceptAsUser(token: string, acting: Acting): Promise<AcceptInvitationResponse> {
    return this.transactions.run(async (transaction) => {
      const invitation = await this.joining.findInvitation(transaction, token);
      const user = await this.users.findById(acting.id, transaction);
      if (invitation === undefined || user === undefined) return refused(TokenRefusal.TOKEN_REFUSAL_INVALID);
      if (invitation.email.toLowerCase() !== user.email.toLowerCase()) {
        return refused(TokenRefusal.TOKEN_REFUSAL_OTHER_ADDRESS);
      }
      const membership = await this.joining.join(transaction, invitation, user, acting);
      return { result: { $case: 'membership', value: membership } };
    });
  }

  private async acceptAsNew(token: string, newUser: NewUser, client: CheckedClient): Promise<AcceptInvitationResponse> {
    const name = checkText(newUser.name, 'new_user.name', { min: 1, max: 200 });
    const passwordHash = await this.passwords.hash(checkPassword(newUser.password, 'new_user.password'));
    return this.transactions.run(async (transaction) => {
      const invitation = await this.joining.findInvitation(transaction, token);
      if (invitation === undefined) return refused(TokenRefusal.TOKEN_REFUSAL_INVALID);
      const user = await this.people.create(transaction, { email: invitation.email, name, passwordHash }, client);
      if (user === undefined) return refused(TokenRefusal.TOKEN_REFUSAL_SIGN_IN_FIRST);
      const acting: Acting = { kind: 'user', id: user.id, address: client.address };
      await this.joining.join(transaction, invitation, user, acting);
      return {
        result: { $case: 'signedIn', value: await this.sessions.start(transaction, user, 'password', client) },
      };
    });
  }
}
