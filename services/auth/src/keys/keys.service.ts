import { isId, keyPrefixLength, newApiKey, newId } from '@imageai/api';
import type { ApiKey, CreateKeyRequest, RotateKeyRequest } from '@imageai/contracts/auth';
import { AppError } from '@imageai/errors';
import { Injectable } from '@nestjs/common';
import { checkText } from '../text.js';
import { toApiKey } from './keys.convert.js';
import { KeysRepository, type Successor } from './keys.repository.js';
import { SecretHash } from './secret-hash.js';

/** A key and its secret: the one time that the secret exists outside its owner's hands. */
export interface NewKey {
  readonly key: ApiKey;
  readonly secret: string;
}

const knownScopes: readonly string[] = ['generate', 'read', 'manage'];
const defaultScopes: readonly string[] = ['generate', 'read'];
const longestOverlapSeconds = 30 * 24 * 60 * 60;

@Injectable()
export class KeysService {
  constructor(
    private readonly keys: KeysRepository,
    private readonly hash: SecretHash,
  ) {}

  async create(request: CreateKeyRequest): Promise<NewKey> {
    const name = checkText(request.name, 'name', { min: 0, max: 200 });
    const scopes = checkScopes(request.scopes);
    const expiresAt = checkExpiry(request.expiresAt);
    const { secret, columns } = this.makeSecret();
    const row = isId('acct', request.accountId)
      ? await this.keys.insert({
          ...columns,
          account_id: request.accountId,
          name,
          scopes,
          expires_at: expiresAt,
          revoked_at: null,
          last_used_at: null,
        })
      : undefined;
    if (row === undefined) throw new AppError('not_found', { message: 'No such account.', param: 'account_id' });
    return { key: toApiKey(row), secret };
  }

  async list(accountId: string): Promise<ApiKey[]> {
    return isId('acct', accountId) ? (await this.keys.list(accountId)).map(toApiKey) : [];
  }

  async rotate({ accountId, keyId, overlapSeconds }: RotateKeyRequest): Promise<NewKey> {
    if (overlapSeconds > longestOverlapSeconds) {
      const message = `overlap_seconds must be at most ${longestOverlapSeconds}.`;
      throw new AppError('parameter_invalid', { message, param: 'overlap_seconds' });
    }
    checkKeyIds(accountId, keyId);
    const { secret, columns } = this.makeSecret();
    const row = await this.keys.rotate(accountId, keyId, columns, overlapSeconds);
    if (row !== undefined) return { key: toApiKey(row), secret };
    if ((await this.keys.find(accountId, keyId)) === undefined) throw noSuchKey();
    throw new AppError('parameter_invalid', { message: 'Only a key in force can be rotated.', param: 'key_id' });
  }

  async revoke(accountId: string, keyId: string): Promise<ApiKey> {
    checkKeyIds(accountId, keyId);
    const row = await this.keys.revoke(accountId, keyId);
    if (row === undefined) throw noSuchKey();
    return toApiKey(row);
  }

  private makeSecret(): { secret: string; columns: Successor } {
    const secret = newApiKey();
    const prefix = secret.slice(0, keyPrefixLength);
    return { secret, columns: { id: newId('key'), prefix, hash: this.hash.of(secret) } };
  }
}

/** Another account's key looks like one that does not exist. */
const noSuchKey = (): AppError => new AppError('not_found', { message: 'No such key.', param: 'key_id' });

function checkKeyIds(accountId: string, keyId: string): void {
  if (!isId('acct', accountId) || !isId('key', keyId)) throw noSuchKey();
}

function checkScopes(scopes: readonly string[]): string[] {
  if (scopes.length === 0) return [...defaultScopes];
  if (scopes.every((scope) => knownScopes.includes(scope))) return [...new Set(scopes)];
  const message = `scopes must be among ${knownScopes.join(', ')}.`;
  throw new AppError('parameter_invalid', { message, param: 'scopes' });
}

function checkExpiry(expiresAt: Date | undefined): Date | null {
  if (expiresAt === undefined) return null;
  if (expiresAt.getTime() > Date.now()) return expiresAt;
  throw new AppError('parameter_invalid', { message: 'expires_at must be in the future.', param: 'expires_at' });
}
