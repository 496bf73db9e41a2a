import { randomUUID } from 'node:crypto';
import type { SignUpRequest, SignUpResponse } from '@imageai/contracts/auth';
import { Injectable } from '@nestjs/common';
import { Transactions } from '../db/transactions.js';
import { Mails } from '../mail/mails.js';
import { checkEmail, checkText } from '../text.js';
import { countedAddress, Throttle } from '../throttle/throttle.js';
import { checkClient } from './client.js';
import { checkPassword, Passwords } from './passwords.js';
import { SignUpsRepository } from './sign-ups.repository.js';

/** Takes sign-ups. Whether an address is known decides nothing here: that is found out when the mail is written. */
@Injectable()
export class SignUpService {
  constructor(
    private readonly signUps: SignUpsRepository,
    private readonly passwords: Passwords,
    private readonly throttle: Throttle,
    private readonly mails: Mails,
    private readonly transactions: Transactions,
  ) {}

  async signUp(request: SignUpRequest): Promise<SignUpResponse> {
    const email = checkEmail(request.email);
    const name = checkText(request.name, 'name', { min: 1, max: 200 });
    const password = checkPassword(request.password);
    const { address } = checkClient(request.client);
    const wait = await this.throttle.take(['mail by address', countedAddress(address)], ['mail by e-mail', email]);
    if (wait > 0) return { throttled: { retryAfterSeconds: wait } };
    const signUp = { id: randomUUID(), email, name, password_hash: await this.passwords.hash(password) };
    await this.transactions.run(async (transaction) => {
      await this.signUps.insert(transaction, signUp);
      await this.mails.add(transaction, email, { kind: 'sign_up', signUpId: signUp.id });
    });
    this.mails.send();
    return {};
  }
}
