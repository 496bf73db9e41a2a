import { createHash } from 'node:crypto';
import { openapiRoute, routes } from '@imageai/api';
import { Controller, Headers, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Serves } from '../http/serves.js';
import { openApiDocument } from './document.js';

/** It changes with a release only. */
const cacheControl = 'public, max-age=300';

@Controller()
export class OpenApiController {
  private readonly text = JSON.stringify(openApiDocument(routes));
  private readonly etag = `"${createHash('sha256').update(this.text).digest('base64url')}"`;

  @Serves(openapiRoute)
  document(@Headers('if-none-match') known: string | undefined, @Res({ passthrough: true }) reply: FastifyReply) {
    reply.headers({ 'cache-control': cacheControl, etag: this.etag });
    if (known === this.etag) {
      reply.code(304);
      return undefined;
    }
    reply.type('application/json; charset=utf-8');
    return this.text;
  }
}
