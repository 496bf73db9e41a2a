import { histogram, type Logger, runWithRequestId } from '@imageai/telemetry';
import type { FastifyInstance } from 'fastify';
import type { Drain } from '../drain/drain.js';
import { ApiCall } from './api-call.js';
import { parseBody } from './body.js';
import { checkRequest } from './check-request.js';
import type { Door } from './door.js';

const duration = histogram('imageai_gateway_request_seconds', 'From the head of a request to the end of its answer.', [
  'route',
  'method',
  'status',
]);

export interface LifecycleParts {
  readonly door: Pick<Door, 'enter'>;
  readonly drain: Drain;
  readonly logger: Logger;
}

/** Every request is a call with an id, whoever answers it. */
export function addCalls(instance: FastifyInstance): void {
  instance.decorateRequest('call');
  instance.addHook('onRequest', (request, reply, done) => {
    request.call = new ApiCall(request, reply);
    reply.header('x-request-id', request.id);
    done();
  });
}

/** What happens to every request around its handler, in the order of the contract: first the key, then the body. */
export function addLifecycle(instance: FastifyInstance, parts: LifecycleParts): void {
  instance.removeAllContentTypeParsers();
  instance.addContentTypeParser('*', parseBody);
  instance.addHook('onRequest', (request) => runWithRequestId(request.id, () => parts.door.enter(request)));
  instance.addHook('preHandler', (request, _reply, done) =>
    runWithRequestId(request.id, () => {
      try {
        checkRequest(request);
      } catch (error) {
        done(error as Error);
        return;
      }
      done();
    }),
  );
  instance.addHook('onSend', (_request, reply, _payload, done) => {
    if (parts.drain.isDraining) reply.header('connection', 'close');
    done();
  });
  instance.addHook('onResponse', (request, reply, done) => {
    const { url: route } = request.routeOptions;
    const labels = { route: route ?? 'none', method: request.method, status: String(reply.statusCode) };
    duration.observe(labels, reply.elapsedTime / 1000);
    const level = request.call.access === undefined ? 'debug' : 'info';
    parts.logger[level]({ ...labels, requestId: request.id, ms: Math.round(reply.elapsedTime) }, 'answered');
    done();
  });
}
