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
import { AppError } from '@imageai/errors';
import { Inject, Injectable } from '@nestjs/common';
import type { ApiCall } from '../http/api-call.js';
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

  async create({ caller: { accountId }, actor }: ApiCall, sent: CreateKeyParameters): Promise<KeyWithSecret> {
    const { name, scopes, expires_at: expiresAt } = sent;
    const request = {
      accountId,
      name,
      scopes,
      expiresAt: expiresAt === undefined ? undefined : new Date(expiresAt),
      restrictions: toRestrictions(sent),
      actor,
    };
    const { key, secret } = await this.peer.askOnce(() => this.keys.createKey(request));
    return { ...toKey(key), secret };
  }

  async list({ caller: { accountId }, actor }: ApiCall): Promise<KeyList> {
    const { keys } = await this.peer.ask(() => this.keys.listKeys({ accountId, actor }));
    return { data: keys.map(toKey) };
  }

  async rotate({ caller, actor }: ApiCall, id: string, sent: RotateKeyParameters): Promise<KeyWithSecret> {
    const { accountId } = caller;
    const request = { accountId, keyId: keyIdOf(id), overlapSeconds: sent.overlap_seconds, actor };
    const { key, secret } = await this.peer.askOnce(() => this.keys.rotateKey(request));
    return { ...toKey(key), secret };
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

function keyIdOf(id: string): string {
  if (!isId('key', id)) throw new AppError('not_found', { message: 'No such key.' });
  return id;
}
