import { isId, isWellFormedApiKey } from '@imageai/api';
import {
  type ApiKey,
  type CreateKeyRequest,
  type RevokeByTextRequest,
  RevokeByTextResult,
  type RevokeKeyRequest,
  type RotateKeyRequest,
} from '@imageai/contracts/auth';
import { AppError } from '@imageai/errors';
import { Injectable } from '@nestjs/common';
import { AuditRepository } from '../audit/audit.repository.js';
import type { Acting } from '../authorization/acting.js';
import type { ApiKeyRow } from '../db/schema.js';
import { type Connection, Transactions } from '../db/transactions.js';
import { Mails } from '../mail/mails.js';
import { SecretHash } from '../secrets/secret-hash.js';
import { checkText } from '../text.js';
import { checkExpiry, checkKeyIds, checkMayGive, checkOverlap, checkScopes, noSuchKey } from './key-checks.js';
import { KeyMaker, type NewKey } from './key-maker.js';
import { toRestrictionColumns } from './key-restrictions.js';
import { toApiKey } from './keys.convert.js';
import { KeysRepository } from './keys.repository.js';

@Injectable()
export class KeysService {
  constructor(
    private readonly keys: KeysRepository,
    private readonly maker: KeyMaker,
    private readonly hash: SecretHash,
    private readonly transactions: Transactions,
    private readonly audit: AuditRepository,
    private readonly mails: Mails,
  ) {}

  async create(request: CreateKeyRequest, acting: Acting): Promise<NewKey> {
    const { accountId } = request;
    const name = checkText(request.name, 'name', { min: 0, max: 200 });
    const scopes = checkScopes(request.scopes);
    const expiresAt = checkExpiry(request.expiresAt);
    const restrictions = toRestrictionColumns(request.restrictions);
    checkMayGive(acting, scopes, expiresAt);
    if (!isId('acct', accountId)) throw noSuchAccount();
    const key = { ...restrictions, account_id: accountId, name, scopes, expires_at: expiresAt };
    const wanted = { accountId, act: 'key.create', idempotency: request.idempotency };
    return this.transactions.run((transaction) =>
      this.maker.make(transaction, wanted, async (columns) => {
        const row = await this.keys.insert(transaction, { ...key, ...columns });
        if (row === undefined) throw noSuchAccount();
        const details = { name, prefix: row.prefix, scopes: scopes.join(' ') };
        await this.audit.append(transaction, acting, { action: 'key.create', accountId, targetId: row.id, details });
        return row;
      }),
    );
  }

  async list(accountId: string): Promise<ApiKey[]> {
    return isId('acct', accountId) ? (await this.keys.list(accountId)).map(toApiKey) : [];
  }

  async rotate(request: RotateKeyRequest, acting: Acting): Promise<NewKey> {
    const { accountId, keyId, overlapSeconds, idempotency } = request;
    checkOverlap(overlapSeconds);
    checkKeyIds(accountId, keyId);
    const wanted = { accountId, act: `key.rotate ${keyId}`, idempotency };
    return this.transactions.run(async (transaction) => {
      await this.checkMayRotate(transaction, acting, accountId, keyId);
      return this.maker.make(transaction, wanted, async (columns) => {
        const successor = await this.keys.rotate(transaction, accountId, keyId, columns, overlapSeconds);
        if (successor === undefined) {
          throw new AppError('parameter_invalid', { message: 'Only a key in force can be rotated.', param: 'key_id' });
        }
        const details = { successor: successor.id, overlap_seconds: overlapSeconds };
        await this.audit.append(transaction, acting, { action: 'key.rotate', accountId, targetId: keyId, details });
        return successor;
      });
    });
  }

  async revoke({ accountId, keyId }: RevokeKeyRequest, acting: Acting): Promise<ApiKey> {
    checkKeyIds(accountId, keyId);
    return this.transactions.run(async (transaction) => {
      const revoked = await this.keys.revoke(transaction, accountId, keyId);
      const row = revoked ?? (await this.keys.find(transaction, accountId, keyId));
      if (row === undefined) throw noSuchKey();
      if (revoked !== undefined) {
        await this.audit.append(transaction, acting, { action: 'key.revoke', accountId, targetId: keyId });
      }
      return toApiKey(row);
    });
  }

  /** Whoever has a key's text could use it, so they may as well end it. */
  async revokeByText({ secret, foundAt }: RevokeByTextRequest, acting: Acting): Promise<RevokeByTextResult> {
    const place = checkText(foundAt, 'found_at', { min: 0, max: 500 });
    if (!isWellFormedApiKey(secret)) return RevokeByTextResult.REVOKE_BY_TEXT_RESULT_UNKNOWN;
    const hash = this.hash.of(secret);
    const result = await this.transactions.run(async (transaction) => {
      const row = await this.keys.revokeByHash(transaction, hash);
      if (row !== undefined) {
        await this.audit.append(transaction, acting, {
          action: 'key.report',
          accountId: row.account_id,
          targetId: row.id,
          details: { found_at: place || undefined },
        });
        const mail = { kind: 'key_leaked', keyName: row.name, prefix: row.prefix, foundAt: place } as const;
        await this.mails.addForOwners(transaction, row.account_id, mail);
        return RevokeByTextResult.REVOKE_BY_TEXT_RESULT_REVOKED;
      }
      return (await this.keys.isKnown(transaction, hash))
        ? RevokeByTextResult.REVOKE_BY_TEXT_RESULT_ENDED_BEFORE
        : RevokeByTextResult.REVOKE_BY_TEXT_RESULT_UNKNOWN;
    });
    this.mails.send();
    return result;
  }

  private async checkMayRotate(
    transaction: Connection,
    acting: Acting,
    accountId: string,
    keyId: string,
  ): Promise<ApiKeyRow> {
    const row = await this.keys.find(transaction, accountId, keyId);
    if (row === undefined) throw noSuchKey();
    if (acting.id !== keyId) checkMayGive(acting, row.scopes, row.expires_at);
    return row;
  }
}

const noSuchAccount = (): AppError => new AppError('not_found', { message: 'No such account.', param: 'account_id' });
