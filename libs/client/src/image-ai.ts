import type { GenerateImageRequest, GenerateImageResponse } from '@imageai/api';
import { Transport } from './http/transport.js';
import { type ImageAIOptions, type MakingOptions, type RequestOptions, settingsOf } from './options.js';
import { Account } from './resources/account.js';
import { AuditLog } from './resources/audit-log.js';
import { Auth } from './resources/auth.js';
import { Generations } from './resources/generations.js';
import { Images } from './resources/images.js';
import { Invitations } from './resources/invitations.js';
import { Keys } from './resources/keys.js';
import { Members } from './resources/members.js';
import { Models } from './resources/models.js';
import { Webhooks } from './resources/webhooks.js';

/** The server's own deadline for a request that is waited for, where it names none. */
const syncDeadlineSeconds = 600;
/** The server answers a little after its deadline: it is to be the one that says so. */
const graceMs = 30_000;

/** An account's access to a server of Image AI. */
export class ImageAI {
  readonly account: Account;
  readonly audit: AuditLog;
  readonly auth: Auth;
  readonly generations: Generations;
  readonly images: Images;
  readonly invitations: Invitations;
  readonly keys: Keys;
  readonly members: Members;
  readonly models: Models;
  readonly webhooks: Webhooks;
  private readonly transport: Transport;

  constructor(options: ImageAIOptions) {
    this.transport = new Transport(settingsOf(options));
    this.account = new Account(this.transport);
    this.audit = new AuditLog(this.transport);
    this.auth = new Auth(this.transport);
    this.generations = new Generations(this.transport);
    this.images = new Images(this.transport);
    this.invitations = new Invitations(this.transport);
    this.keys = new Keys(this.transport);
    this.members = new Members(this.transport);
    this.models = new Models(this.transport);
    this.webhooks = new Webhooks(this.transport);
  }

  /** Makes images and answers when they are there. A connection that is lost meanwhile is made anew and joins them. */
  generate(params: GenerateImageRequest, options: MakingOptions = {}): Promise<GenerateImageResponse> {
    const timeoutMs = (params.expires_in ?? syncDeadlineSeconds) * 1000 + graceMs;
    return this.transport.json(
      { method: 'POST', path: '/api/generate-image', body: params, makes: true, timeoutMs },
      options,
    );
  }

  /** The file of an image. */
  download(image: { readonly url: string }, options: RequestOptions = {}): Promise<Uint8Array<ArrayBuffer>> {
    return this.transport.bytes(image.url, options);
  }
}
