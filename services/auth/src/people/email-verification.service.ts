import { TokenRefusal, type VerifyEmailRequest, type VerifyEmailResponse } from '@imageai/contracts/auth';
import { Injectable } from '@nestjs/common';
import { Transactions } from '../db/transactions.js';
import { SessionStarter } from '../sessions/session-starter.js';
import { countedAddress, Throttle } from '../throttle/throttle.js';
import { checkClient } from './client.js';
import { NewPeople } from './new-people.js';
import { Passwords } from './passwords.js';
import { SignUpsRepository } from './sign-ups.repository.js';

const refused = (refusal: TokenRefusal): VerifyEmailResponse => ({ result: { $case: 'refusal', value: refusal } });

/** Turns a sign-up into a user, once its mail arrived. */
@Injectable()
export class EmailVerificationService {
  constructor(
    private readonly signUps: SignUpsRepository,
    private readonly people: NewPeople,
    private readonly passwords: Passwords,
    private readonly sessions: SessionStarter,
    private readonly throttle: Throttle,
    private readonly transactions: Transactions,
  ) {}

  async verify({ token, password, client: from }: VerifyEmailRequest): Promise<VerifyEmailResponse> {
    const client = checkClient(from);
    const wait = await this.throttle.take(['password by address', countedAddress(client.address)]);
    if (wait > 0) return { result: { $case: 'throttled', value: { retryAfterSeconds: wait } } };
    return this.transactions.run(async (transaction) => {
      const signUp = await this.signUps.findByToken(transaction, token);
      const right = await this.passwords.isRight(password, signUp?.password_hash);
      if (signUp === undefined) return refused(TokenRefusal.TOKEN_REFUSAL_INVALID);
      if (!right) return refused(TokenRefusal.TOKEN_REFUSAL_WRONG_PASSWORD);
      const { email, name, password_hash: passwordHash } = signUp;
      const user = await this.people.create(transaction, { email, name, passwordHash }, client);
      if (user === undefined) return refused(TokenRefusal.TOKEN_REFUSAL_INVALID);
      await this.people.giveAccount(transaction, user, client);
      const signedIn = await this.sessions.start(transaction, user, 'password', client);
      return { result: { $case: 'signedIn', value: signedIn } };
    });
  }
}
