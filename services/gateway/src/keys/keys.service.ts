import {
  type CreateKeyParameters,
  isId,
  type KeyList,
  type KeyReport,
  type KeyResource,
  type KeyWithSecret,
  type ReportKeyParameters,
  type RotateKeyParameters,
} from '@imageai/api';
import type { CreateKeyResponse } from '@imageai/contracts/auth';
import { AppError } from '@imageai/errors';
import { Inject, Injectable } from '@nestjs/common';
import type { ApiCall } from '../http/api-call.js';
import { ownRequestKey, showReplayed } from '../idempotency/request-key.js';
import { AuthPeer } from '../peers/auth-peer.js';
import type { KeysClient } from '../peers/peers.js';
import { KEYS } from '../tokens.js';
import { toKey, toReportResult, toRestrictions } from './key.convert.js';

/** The keys of the account that a call is for; who may do what with them is auth's to say. */
@Injectable()
export class KeysService {
  constructor(
    @Inject(KEYS) private readonly keys: KeysClient,
    private readonly peer: AuthPeer,
  ) {}

  async create(call: ApiCall, sent: CreateKeyParameters): Promise<KeyWithSecret> {
    const { actor, idempotency = ownRequestKey() } = call;
    const { name, scopes, expires_at: expiresAt } = sent;
    const request = {
      accountId: call.caller.accountId,
      name,
      scopes,
      expiresAt: expiresAt === undefined ? undefined : new Date(expiresAt),
      restrictions: toRestrictions(sent),
      actor,
      idempotency,
    };
    return made(call, await this.peer.ask(() => this.keys.createKey(request)));
  }

  async list({ caller: { accountId }, actor }: ApiCall): Promise<KeyList> {
    const { keys } = await this.peer.ask(() => this.keys.listKeys({ accountId, actor }));
    return { data: keys.map(toKey) };
  }

  async rotate(call: ApiCall, id: string, sent: RotateKeyParameters): Promise<KeyWithSecret> {
    const { actor, idempotency = ownRequestKey() } = call;
    const { accountId } = call.caller;
    const request = { accountId, keyId: keyIdOf(id), overlapSeconds: sent.overlap_seconds, actor, idempotency };
    return made(call, await this.peer.ask(() => this.keys.rotateKey(request)));
  }

  async revoke({ caller: { accountId }, actor }: ApiCall, id: string): Promise<KeyResource> {
    const request = { accountId, keyId: keyIdOf(id), actor };
    const { key } = await this.peer.ask(() => this.keys.revokeKey(request));
    return toKey(key);
  }

  async report({ key: secret, found_at: foundAt }: ReportKeyParameters): Promise<KeyReport> {
    const { result } = await this.peer.ask(() => this.keys.revokeByText({ secret, foundAt }));
    return { result: toReportResult(result) };
  }
}

function made(call: ApiCall, { key, secret, replayed }: CreateKeyResponse): KeyWithSecret {
  if (replayed && call.idempotency !== undefined) showReplayed(call);
  return { ...toKey(key), secret };
}

function keyIdOf(id: string): string {
  if (!isId('key', id)) throw new AppError('not_found', { message: 'No such key.' });
  return id;
}
