import { AppError } from '@imageai/errors';
import { histogram, type Logger, runWithRequestId } from '@imageai/telemetry';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { AdmissionService } from '../admission/admission.service.js';
import type { ReadLimit } from '../admission/read-limit.js';
import type { Authenticator } from '../auth/authenticator.js';
import { checkKeyUse } from '../auth/key-use.js';
import type { SameOrigin } from '../auth/same-origin.js';
import type { Drain } from '../drain/drain.js';
import { ApiCall } from './api-call.js';
import { parseBody } from './body.js';
import { checkRequest } from './check-request.js';

const duration = histogram('imageai_gateway_request_seconds', 'From the head of a request to the end of its answer.', [
  'route',
  'method',
  'status',
]);

export interface LifecycleParts {
  readonly authenticator: Authenticator;
  readonly sameOrigin: SameOrigin;
  readonly admission: AdmissionService;
  readonly reads: ReadLimit;
  readonly drain: Drain;
  readonly logger: Logger;
}

/** What happens to every request around its handler, in the order of the contract: first the key, then the body. */
export function addLifecycle(instance: FastifyInstance, parts: LifecycleParts): void {
  instance.removeAllContentTypeParsers();
  instance.addContentTypeParser('*', parseBody);
  instance.decorateRequest('call');

  instance.addHook('onRequest', (request, reply, done) => {
    request.call = new ApiCall(request, reply);
    reply.header('x-request-id', request.id);
    done();
  });
  instance.addHook('onRequest', (request) => runWithRequestId(request.id, () => enter(request, parts)));
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

async function enter(
  { call, headers, ip }: FastifyRequest,
  { authenticator, sameOrigin, admission, reads, drain }: LifecycleParts,
): Promise<void> {
  if (call.access === undefined) {
    // What is open to everybody may set a cookie: nobody is to be signed in by a page of another origin.
    if (call.changes) sameOrigin.check(call);
    return;
  }
  const identity = await authenticator.authenticate(call);
  if (drain.isDraining) throw new AppError('unavailable');
  call.authenticated(identity);
  if (call.access === 'person') {
    reads.take(call.person.user.id);
    return;
  }
  const { caller } = call;
  checkKeyUse(caller, { origin: headers.origin, address: ip });
  if (call.access !== 'generate') {
    // The headers are a courtesy: metering being away does not keep anybody from reading.
    await admission.showStatus(call).catch(() => undefined);
    reads.take(caller.accountId);
  }
}
