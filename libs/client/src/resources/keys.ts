import type {
  CreateKeyRequest,
  KeyList,
  KeyReport,
  KeyResource,
  KeyWithSecret,
  ReportKeyRequest,
  RotateKeyRequest,
} from '@imageai/api';
import type { Transport } from '../http/transport.js';
import type { MakingOptions, RequestOptions } from '../options.js';

const path = '/api/keys';

/** An account's API keys; whoever manages them needs the scope `manage`. */
export class Keys {
  constructor(private readonly transport: Transport) {}

  /** Makes a key. Its text is in this answer and in no later one. */
  create(params: CreateKeyRequest = {}, options: MakingOptions = {}): Promise<KeyWithSecret> {
    return this.transport.json({ method: 'POST', path, body: params, makes: true }, options);
  }

  /** All keys, newest first, ended ones too. */
  async list(options: RequestOptions = {}): Promise<KeyResource[]> {
    const { data } = await this.transport.json<KeyList>({ method: 'GET', path }, options);
    return data;
  }

  /** A successor with the same name, scopes and restrictions; the key before works until the overlap ends. */
  rotate(id: string, params: RotateKeyRequest = {}, options: MakingOptions = {}): Promise<KeyWithSecret> {
    return this.transport.json({ method: 'POST', path: `${pathOf(id)}/rotate`, body: params, makes: true }, options);
  }

  /** In force everywhere within a second. What is revoked already is no error. */
  revoke(id: string, options: RequestOptions = {}): Promise<KeyResource> {
    return this.transport.json({ method: 'DELETE', path: pathOf(id) }, options);
  }

  /** Ends a key that has leaked, whosever it is, by its text. */
  report(params: ReportKeyRequest, options: RequestOptions = {}): Promise<KeyReport> {
    return this.transport.json({ method: 'POST', path: `${path}/report`, body: params }, options);
  }
}

const pathOf = (id: string): string => `${path}/${encodeURIComponent(id)}`;
