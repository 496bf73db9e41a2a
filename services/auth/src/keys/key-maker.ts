import { keyPrefixLength, newApiKey, newId } from '@imageai/api';
import type { ApiKey, IdempotencyKey } from '@imageai/contracts/auth';
import { earlierRequest } from '@imageai/db';
import { Injectable } from '@nestjs/common';
import type { ApiKeyRow } from '../db/schema.js';
import type { Connection } from '../db/transactions.js';
import { newToken, SecretHash } from '../secrets/secret-hash.js';
import { noSuchKey } from './key-checks.js';
import { toApiKey } from './keys.convert.js';
import { KeysRepository, type Successor } from './keys.repository.js';

/** A key and its secret, which nobody keeps. */
export interface NewKey {
  readonly key: ApiKey;
  readonly secret: string;
  /** An earlier request made it. */
  readonly replayed: boolean;
}

/** A request for a new key. */
export interface KeyRequest {
  readonly accountId: string;
  /** What is done, and to which key. */
  readonly act: string;
  readonly idempotency: IdempotencyKey | undefined;
}

/**
 * Makes keys; under an idempotency key each once. Its secret is then not drawn but derived, so that the request can be
 * answered again for as long as it is known, and still nothing at rest tells it: there is a salt, and a keyed hash of
 * the idempotency key.
 */
@Injectable()
export class KeyMaker {
  constructor(
    private readonly keys: KeysRepository,
    private readonly hash: SecretHash,
  ) {}

  /**
   * In the transaction that makes the key, after the actor's rights were looked at: who gets an answer again gets the
   * secret with it.
   */
  async make(
    transaction: Connection,
    { accountId, act, idempotency }: KeyRequest,
    insert: (columns: Successor) => Promise<ApiKeyRow>,
  ): Promise<NewKey> {
    if (idempotency === undefined) {
      const secret = newApiKey();
      return { key: toApiKey(await insert(this.columns(newId('key'), secret))), secret, replayed: false };
    }
    const fresh = { keyId: newId('key'), salt: newToken() };
    const key = this.hash.ofToken('idempotency', idempotency.key).toString('base64url');
    const request = { accountId, act, key, fingerprint: idempotency.fingerprint };
    const earlier = await earlierRequest(transaction, request, fresh, new Date());
    const { keyId, salt } = earlier ?? fresh;
    const secret = newApiKey(this.hash.keyBytes(salt, idempotency.key));
    const row =
      earlier === undefined
        ? await insert(this.columns(keyId, secret))
        : await this.keys.find(transaction, accountId, keyId);
    if (row === undefined) throw noSuchKey();
    return { key: toApiKey(row), secret, replayed: earlier !== undefined };
  }

  private columns(id: string, secret: string): Successor {
    return { id, prefix: secret.slice(0, keyPrefixLength), hash: this.hash.of(secret) };
  }
}
