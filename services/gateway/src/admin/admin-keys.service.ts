import { isId, type KeyList, type KeyReport, type KeyResource, type ReportKeyParameters } from '@imageai/api';
import { AppError } from '@imageai/errors';
import { Inject, Injectable } from '@nestjs/common';
import type { ApiCall } from '../http/api-call.js';
import { toKey, toReportResult } from '../keys/key.convert.js';
import { AuthPeer } from '../peers/auth-peer.js';
import type { KeysClient } from '../peers/peers.js';
import { KEYS } from '../tokens.js';
import { accountIdOf } from './admin-accounts.service.js';

/** Keys of any account: seen and ended, never made. */
@Injectable()
export class AdminKeysService {
  constructor(
    @Inject(KEYS) private readonly keys: KeysClient,
    private readonly peer: AuthPeer,
  ) {}

  async list({ operator: actor }: ApiCall, id: string): Promise<KeyList> {
    const accountId = accountIdOf(id);
    const { keys } = await this.peer.ask(() => this.keys.listKeys({ accountId, actor }));
    return { data: keys.map(toKey) };
  }

  async revoke({ operator: actor }: ApiCall, id: string, keyId: string): Promise<KeyResource> {
    const accountId = accountIdOf(id);
    if (!isId('key', keyId)) throw new AppError('not_found', { message: 'No such key.' });
    const { key } = await this.peer.ask(() => this.keys.revokeKey({ accountId, keyId, actor }));
    return toKey(key);
  }

  async report({ operator: actor }: ApiCall, sent: ReportKeyParameters): Promise<KeyReport> {
    const request = { secret: sent.key, foundAt: sent.found_at, actor };
    const { result } = await this.peer.ask(() => this.keys.revokeByText(request));
    return { result: toReportResult(result) };
  }
}
