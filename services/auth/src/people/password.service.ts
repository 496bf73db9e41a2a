import {
  type ChangePasswordRequest,
  type ChangePasswordResponse,
  type RequestPasswordResetRequest,
  type RequestPasswordResetResponse,
  type ResetPasswordRequest,
  type ResetPasswordResponse,
  TokenRefusal,
} from '@imageai/contracts/auth';
import { Injectable } from '@nestjs/common';
import type { Acting } from '../authorization/acting.js';
import { Transactions } from '../db/transactions.js';
import { LinksRepository } from '../mail/links.repository.js';
import { Mails } from '../mail/mails.js';
import { checkEmail } from '../text.js';
import { countedAddress, Throttle } from '../throttle/throttle.js';
import { asUser, checkClient } from './client.js';
import { PasswordChanges } from './password-changes.js';
import { checkPassword, Passwords } from './passwords.js';

@Injectable()
export class PasswordService {
  constructor(
    private readonly changes: PasswordChanges,
    private readonly passwords: Passwords,
    private readonly links: LinksRepository,
    private readonly throttle: Throttle,
    private readonly mails: Mails,
    private readonly transactions: Transactions,
  ) {}

  /** One row for the outbox, known address or not: whom it is for is found out when the mail is written. */
  async requestReset(request: RequestPasswordResetRequest): Promise<RequestPasswordResetResponse> {
    const email = checkEmail(request.email);
    const { address } = checkClient(request.client);
    const wait = await this.throttle.take(['mail by address', countedAddress(address)], ['mail by e-mail', email]);
    if (wait > 0) return { throttled: { retryAfterSeconds: wait } };
    await this.transactions.run((transaction) => this.mails.add(transaction, email, { kind: 'password_reset' }));
    this.mails.send();
    return {};
  }

  async reset(request: ResetPasswordRequest): Promise<ResetPasswordResponse> {
    const client = checkClient(request.client);
    const passwordHash = await this.passwords.hash(checkPassword(request.password));
    const user = await this.transactions.run(async (transaction) => {
      const userId = await this.links.find(transaction, 'password_reset', request.token);
      if (userId === undefined) return undefined;
      await this.links.removeOf(transaction, userId);
      const record = { action: 'user.reset_password', targetId: userId } as const;
      return this.changes.apply(transaction, { userId, passwordHash }, asUser(userId, client), record);
    });
    if (user === undefined) return { refusal: TokenRefusal.TOKEN_REFUSAL_INVALID };
    // Whoever proved that the address is theirs need not wait for somebody else's guesses.
    await this.throttle.forget('password by e-mail', user.email);
    this.mails.send();
    return {};
  }

  async change(request: ChangePasswordRequest, acting: Acting): Promise<ChangePasswordResponse> {
    const { userId, currentPassword, sessionId } = request;
    const password = checkPassword(request.newPassword, 'new_password');
    const wait = await this.throttle.take(
      ['password by address', countedAddress(acting.address)],
      ['password by e-mail', userId],
    );
    if (wait > 0) return { result: { $case: 'throttled', value: { retryAfterSeconds: wait } } };
    if (!(await this.changes.isRight(userId, currentPassword))) {
      return { result: { $case: 'wrongPassword', value: {} } };
    }
    const passwordHash = await this.passwords.hash(password);
    await this.transactions.run(async (transaction) => {
      const record = { action: 'user.change_password', targetId: userId } as const;
      await this.changes.apply(transaction, { userId, passwordHash, keepSessionId: sessionId }, acting, record);
    });
    this.mails.send();
    return { result: { $case: 'changed', value: {} } };
  }
}
