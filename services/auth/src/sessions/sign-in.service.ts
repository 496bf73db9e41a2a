import type { SignedIn, SignInRequest, SignInResponse } from '@imageai/contracts/auth';
import { counter } from '@imageai/telemetry';
import { Injectable } from '@nestjs/common';
import type { UserRow } from '../db/schema.js';
import { Transactions } from '../db/transactions.js';
import { type CheckedClient, checkClient } from '../people/client.js';
import { Passwords } from '../people/passwords.js';
import { UsersRepository } from '../people/users.repository.js';
import { checkText } from '../text.js';
import { countedAddress, Throttle } from '../throttle/throttle.js';
import { SessionStarter } from './session-starter.js';

const outcomes = counter('imageai_auth_sign_ins_total', 'Sign-ins by password, by what became of them.', ['outcome']);

/** Signs people in by password: the same answer and the same work whether somebody is known or not. */
@Injectable()
export class SignInService {
  constructor(
    private readonly users: UsersRepository,
    private readonly passwords: Passwords,
    private readonly throttle: Throttle,
    private readonly starter: SessionStarter,
    private readonly transactions: Transactions,
  ) {}

  async signIn(request: SignInRequest): Promise<SignInResponse> {
    const email = checkText(request.email, 'email', { min: 0, max: 254 });
    const client = checkClient(request.client);
    const wait = await this.throttle.take(
      ['password by address', countedAddress(client.address)],
      ['password by e-mail', email],
    );
    if (wait > 0) {
      outcomes.inc({ outcome: 'throttled' });
      return { result: { $case: 'throttled', value: { retryAfterSeconds: wait } } };
    }
    const user = await this.users.findByEmail(email);
    const right = await this.passwords.isRight(request.password, user?.password_hash);
    const signedIn = user !== undefined && right ? await this.start(user, client) : undefined;
    if (signedIn === undefined) {
      outcomes.inc({ outcome: 'wrong_credentials' });
      return { result: { $case: 'wrongCredentials', value: {} } };
    }
    await this.throttle.forget('password by e-mail', email);
    outcomes.inc({ outcome: 'signed_in' });
    return { result: { $case: 'signedIn', value: signedIn } };
  }

  /** Nothing where the password was changed while it was compared: that ended all sessions, and this is one of them. */
  private start(user: UserRow, client: CheckedClient): Promise<SignedIn | undefined> {
    return this.transactions.run(async (transaction) => {
      const now = await this.users.lock(transaction, user.id);
      if (now === undefined || now.password_hash !== user.password_hash) return undefined;
      return this.starter.start(transaction, now, 'password', client);
    });
  }
}
