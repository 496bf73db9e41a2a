import type { AppError } from '@imageai/errors';
import type { FastifyRequest } from 'fastify';
import type { ApiCall } from './api-call.js';

/** Who is let in to an app, and what it costs not to be. */
export interface Door {
  /** Finds out who asks, before the body is read; throws where they are not to be let in. */
  enter(request: FastifyRequest): Promise<void>;
  /** What is answered to a call that ended in this error. */
  refused(call: ApiCall, error: AppError): Promise<AppError>;
}
