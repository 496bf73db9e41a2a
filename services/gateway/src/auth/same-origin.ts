import { AppError } from '@imageai/errors';
import { Inject, Injectable } from '@nestjs/common';
import type { Config } from '../config.js';
import type { ApiCall } from '../http/api-call.js';
import { CONFIG } from '../tokens.js';

/** Keeps pages of other origins from acting with the cookies of this one, or from planting some. */
@Injectable()
export class SameOrigin {
  constructor(@Inject(CONFIG) private readonly config: Pick<Config, 'PUBLIC_URL'>) {}

  /** Programs send no `Origin`; browsers send it with whatever a page asks of another origin. */
  check(call: ApiCall): void {
    const origin = call.header('origin');
    if (origin === undefined || this.isOwn(call, origin)) return;
    throw new AppError('csrf_refused', { message: 'The request came from a page of another origin.' });
  }

  /** Where it is not said how people reach us, the host that they asked for is ours: the scheme may end at a proxy. */
  private isOwn(call: ApiCall, origin: string): boolean {
    if (!URL.canParse(origin)) return false;
    const { PUBLIC_URL } = this.config;
    if (PUBLIC_URL !== undefined) return origin === new URL(PUBLIC_URL).origin;
    return new URL(origin).host === new URL(call.origin).host;
  }
}
