import { Injectable } from '@nestjs/common';
import { type AuditRecord, AuditRepository } from '../audit/audit.repository.js';
import type { Acting } from '../authorization/acting.js';
import type { UserRow } from '../db/schema.js';
import type { Connection } from '../db/transactions.js';
import { Mails } from '../mail/mails.js';
import { SessionsRepository } from '../sessions/sessions.repository.js';
import { Passwords } from './passwords.js';
import { UsersRepository } from './users.repository.js';

interface PasswordChange {
  readonly userId: string;
  readonly passwordHash: string;
  /** The session that goes on, where one does. */
  readonly keepSessionId?: string;
}

/** What every change of a password entails: sessions of whoever knew the old one end, and its owner is told. */
@Injectable()
export class PasswordChanges {
  constructor(
    private readonly users: UsersRepository,
    private readonly sessions: SessionsRepository,
    private readonly passwords: Passwords,
    private readonly mails: Mails,
    private readonly audit: AuditRepository,
  ) {}

  async isRight(userId: string, password: string): Promise<boolean> {
    const user = await this.users.findById(userId);
    return this.passwords.isRight(password, user?.password_hash);
  }

  async apply(
    transaction: Connection,
    { userId, passwordHash, keepSessionId = '' }: PasswordChange,
    acting: Acting,
    record: AuditRecord,
  ): Promise<UserRow | undefined> {
    await this.users.setPassword(transaction, userId, passwordHash);
    await this.sessions.removeAllBut(transaction, userId, keepSessionId);
    const user = await this.users.findById(userId, transaction);
    if (user !== undefined) await this.mails.add(transaction, user.email, { kind: 'password_changed' });
    await this.audit.append(transaction, acting, record);
    return user;
  }
}
