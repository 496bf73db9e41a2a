import { docsBundleRoute, docsRoute, docsScriptRoute } from '@imageai/api';
import { Controller, Headers, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Serves } from '../http/serves.js';
import { contentSecurityPolicy, page, script } from './page.js';
import { compressedBundle, plainBundle } from './reference-bundle.js';

/** They change with a release only, and belong together. */
const cacheControl = 'public, max-age=300';

type Reply = Pick<FastifyReply, 'headers' | 'type'>;

@Controller()
export class DocsController {
  @Serves(docsRoute)
  page(@Res({ passthrough: true }) reply: Reply): string {
    reply.headers({
      'cache-control': cacheControl,
      'content-security-policy': contentSecurityPolicy,
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
    });
    reply.type('text/html; charset=utf-8');
    return page;
  }

  @Serves(docsScriptRoute)
  script(@Res({ passthrough: true }) reply: Reply): string {
    asScript(reply);
    return script;
  }

  @Serves(docsBundleRoute)
  bundle(
    @Headers('accept-encoding') encodings: string | undefined,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<Buffer> {
    asScript(reply);
    reply.headers({ vary: 'accept-encoding' });
    if (!/\bgzip\b/.test(encodings ?? '')) return plainBundle();
    reply.headers({ 'content-encoding': 'gzip' });
    return compressedBundle();
  }
}

function asScript(reply: Reply): void {
  reply.headers({ 'cache-control': cacheControl, 'x-content-type-options': 'nosniff' });
  reply.type('text/javascript; charset=utf-8');
}
