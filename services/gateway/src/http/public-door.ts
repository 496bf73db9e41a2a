import { AppError } from '@imageai/errors';
import type { INestApplication } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { AdmissionService } from '../admission/admission.service.js';
import { ReadLimit } from '../admission/read-limit.js';
import { Authenticator } from '../auth/authenticator.js';
import { checkKeyUse } from '../auth/key-use.js';
import { SameOrigin } from '../auth/same-origin.js';
import { Drain } from '../drain/drain.js';
import type { Door } from './door.js';

/** The door of the public API: keys and sessions, their limits, and one of the minute for whoever is refused. */
export function publicDoor(app: Pick<INestApplication, 'get'>, readsPerMinute: number): Door {
  const admission = app.get(AdmissionService);
  const parts = {
    authenticator: app.get(Authenticator),
    sameOrigin: app.get(SameOrigin),
    admission,
    reads: new ReadLimit(readsPerMinute),
    drain: app.get(Drain),
  };
  return {
    enter: (request) => enter(request, parts),
    refused: (call, error) => admission.refused(call, error),
  };
}

interface DoorParts {
  readonly authenticator: Authenticator;
  readonly sameOrigin: SameOrigin;
  readonly admission: AdmissionService;
  readonly reads: ReadLimit;
  readonly drain: Drain;
}

async function enter(
  { call, headers, ip }: FastifyRequest,
  { authenticator, sameOrigin, admission, reads, drain }: DoorParts,
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
