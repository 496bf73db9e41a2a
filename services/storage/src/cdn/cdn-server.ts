import type { AddressInfo } from 'node:net';
import { AppError, errorRegistry } from '@imageai/errors';
import type { Logger } from '@imageai/telemetry';
import { Inject, Injectable } from '@nestjs/common';
import { type FastifyInstance, type FastifyReply, type FastifyRequest, fastify } from 'fastify';
import { LOGGER } from '../tokens.js';
import { byteRange } from './byte-range.js';
import { type PublicFile, PublicFilesService } from './public-files.service.js';

type FileRequest = FastifyRequest<{ Params: { file: string }; Querystring: Record<string, unknown> }>;

/** Downloads that are still under way when the process stops may take this long. */
const closeAfterMs = 10_000;

/** The origin behind the CDN: image files over HTTP, and nothing else. */
@Injectable()
export class CdnServer {
  private readonly http: FastifyInstance;

  constructor(
    private readonly files: PublicFilesService,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    this.http = fastify({
      exposeHeadRoutes: false,
      forceCloseConnections: 'idle',
      frameworkErrors: (_error, _request, reply) => this.refuse(reply, new AppError('not_found')),
    });
    this.http.addHook('onRequest', async (_request, reply) => {
      reply.headers({
        'access-control-allow-origin': '*',
        'access-control-expose-headers': 'accept-ranges, content-length, content-range, etag',
        'cross-origin-resource-policy': 'cross-origin',
        'x-content-type-options': 'nosniff',
      });
    });
    this.http.route({
      method: ['GET', 'HEAD'],
      url: '/:file',
      handler: (request: FileRequest, reply) => this.serve(request, reply),
    });
    this.http.setNotFoundHandler(({ method }, reply) => {
      const known = method === 'GET' || method === 'HEAD';
      if (!known) reply.header('allow', 'GET, HEAD');
      return this.refuse(reply, new AppError(known ? 'not_found' : 'method_not_allowed'));
    });
    this.http.setErrorHandler((error, _request, reply) => this.refuse(reply, AppError.from(error)));
  }

  async listen(host: string, port: number): Promise<void> {
    await this.http.listen({ host, port });
  }

  get port(): number {
    return (this.http.server.address() as AddressInfo).port;
  }

  async close(): Promise<void> {
    const timer = setTimeout(() => this.http.server.closeAllConnections(), closeAfterMs);
    await this.http.close();
    clearTimeout(timer);
  }

  private async serve(request: FileRequest, reply: FastifyReply): Promise<FastifyReply> {
    const file = await this.files.find(request.params.file, request.query);
    const etag = `"${file.sha256}"`;
    const scope = file.caching.private ? 'private' : 'public';
    reply.headers({ etag, 'cache-control': `${scope}, max-age=${file.caching.seconds}` });
    if (matches(request.headers['if-none-match'], etag)) return reply.code(304).send();
    reply.headers({ 'accept-ranges': 'bytes', 'content-type': `image/${file.format}` });
    if (request.method === 'HEAD') return reply.header('content-length', file.bytes).send();
    return this.sendBytes(request, reply, file, etag);
  }

  private async sendBytes({ headers }: FileRequest, reply: FastifyReply, file: PublicFile, etag: string) {
    // A part of a file that the client has an older version of is of no use to it.
    const sameFile = headers['if-range'] === undefined || headers['if-range'] === etag;
    const range = sameFile ? byteRange(headers.range, file.bytes) : undefined;
    if (range === 'unsatisfiable') {
      return reply.code(416).header('content-range', `bytes */${file.bytes}`).removeHeader('content-type').send();
    }
    const bytes = await file.open();
    const { start, end } = range ?? { start: 0, end: file.bytes - 1 };
    if (range !== undefined) reply.code(206).header('content-range', `bytes ${start}-${end}/${file.bytes}`);
    return reply.header('content-length', end - start + 1).send(bytes.stream({ start, end }));
  }

  /** The public API's error envelope; never cached, since the image may come, or come back. */
  private refuse(reply: FastifyReply, error: AppError): FastifyReply {
    if (error.code === 'internal_error') this.logger.error({ err: error.cause ?? error }, 'a file was not served');
    const { httpStatus, type } = errorRegistry[error.code];
    for (const name of ['etag', 'accept-ranges']) reply.removeHeader(name);
    if (error.retryAfterSeconds !== undefined) reply.header('retry-after', error.retryAfterSeconds);
    const body = { error: { message: error.message, type, param: error.param ?? null, code: error.code } };
    return reply.code(httpStatus).header('cache-control', 'no-store').type('application/json').send(body);
  }
}

/** RFC 9110, 13.1.2: weak comparison with any of a list. */
const matches = (header: string | undefined, etag: string): boolean =>
  header?.split(',').some((tag) => tag.trim() === '*' || tag.trim().replace(/^W\//, '') === etag) ?? false;
