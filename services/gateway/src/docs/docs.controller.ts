import { docsBundleRoute, docsRoute, docsScriptRoute, guideRoute } from '@imageai/api';
import { Controller, Headers, Param, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Serves } from '../http/serves.js';
import { guidePage } from './guides.js';
import { contentSecurityPolicy, page, script } from './page.js';
import { compressedBundle, plainBundle } from './reference-bundle.js';

/** They change with a release only, and belong together. */
const cacheControl = 'public, max-age=300';

type Reply = Pick<FastifyReply, 'headers' | 'type'>;

@Controller()
export class DocsController {
  @Serves(docsRoute)
  page(@Res({ passthrough: true }) reply: Reply): string {
    asPage(reply);
    return page;
  }

  @Serves(guideRoute)
  guide(@Param('name') name: string, @Res({ passthrough: true }) reply: Reply): string {
    const guide = guidePage(name);
    asPage(reply);
    return guide;
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

function asPage(reply: Reply): void {
  reply.headers({
    'cache-control': cacheControl,
    'content-security-policy': contentSecurityPolicy,
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
  });
  reply.type('text/html; charset=utf-8');
}

function asScript(reply: Reply): void {
  reply.headers({ 'cache-control': cacheControl, 'x-content-type-options': 'nosniff' });
  reply.type('text/javascript; charset=utf-8');
}
