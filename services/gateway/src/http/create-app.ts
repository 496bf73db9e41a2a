import 'reflect-metadata';
import type { Route } from '@imageai/api';
import { AppError } from '@imageai/errors';
import { type Logger, NestLogger } from '@imageai/telemetry';
import type { DynamicModule, INestApplication } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { Drain } from '../drain/drain.js';
import { type Site, serveSite } from '../site/serve-site.js';
import { AllowedMethods } from './allowed-methods.js';
import type { Door } from './door.js';
import { toPublicError } from './envelope.js';
import { PublicErrorFilter } from './error-filter.js';
import { addCalls, addLifecycle } from './lifecycle.js';
import { answerMalformedRequest } from './malformed-request.js';
import { requestIdOf } from './request-id.js';
import { requireDescriptions } from './serves.js';

/** A request has to arrive within this time; how long its answer takes is another matter. */
const requestTimeoutMs = 60_000;

export interface AppOptions {
  readonly logger: Logger;
  /** Proxies, as networks, whose word is taken for where a request came from. */
  readonly trustedProxies: readonly string[];
  /** Every route that may be served. */
  readonly described: readonly Route[];
  readonly door: (app: INestApplication) => Door;
  /** Absent: there is none. */
  readonly site?: Site | undefined;
}

/** An HTTP server, ready to listen. */
export async function createApp(
  module: DynamicModule,
  { logger, trustedProxies, described, door: doorOf, site }: AppOptions,
): Promise<NestFastifyApplication> {
  const adapter = new FastifyAdapter({
    genReqId: requestIdOf,
    requestIdHeader: false,
    trustProxy: trustedProxies.length > 0 && [...trustedProxies],
    requestTimeout: requestTimeoutMs,
    return503OnClosing: false,
    clientErrorHandler: answerMalformedRequest,
    // A path that cannot be decoded: no hook runs for it.
    frameworkErrors: (_error: FastifyError, request: FastifyRequest, reply: FastifyReply) => {
      const { status, body } = toPublicError(new AppError('not_found'));
      reply.header('x-request-id', request.id).code(status).send(body);
    },
  });
  const instance = adapter.getInstance();
  requireDescriptions(instance, described);
  const methods = new AllowedMethods(instance);
  const app = await NestFactory.create<NestFastifyApplication>(module, adapter, {
    bodyParser: false,
    abortOnError: false,
    logger: new NestLogger(logger),
  });
  const door = doorOf(app);
  addCalls(instance);
  // Before the door: a page has to be there for somebody to say in it who they are.
  if (site !== undefined) await serveSite(instance, site, described);
  addLifecycle(instance, { door, drain: app.get(Drain), logger });
  app.useGlobalFilters(new PublicErrorFilter(door, methods, logger));
  await app.init();
  return app;
}
