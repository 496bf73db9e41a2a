import type { Access, Route } from '@imageai/api';
import { AppError } from '@imageai/errors';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Caller } from '../auth/caller.js';

declare module 'fastify' {
  interface FastifyRequest {
    call: ApiCall;
  }
  interface FastifyContextConfig {
    access?: Access;
    /** The body is `multipart/form-data`, JSON otherwise. */
    form?: boolean;
    /** Its description; absent where nobody described it. */
    route?: Route;
  }
}

/** The reason of `ApiCall.closed`. */
export class ClientGone extends Error {
  override readonly name = 'ClientGone';
}

/** One request as the services see it: who asks, under which id, and where headers of the answer go. */
export class ApiCall {
  readonly requestId: string;
  readonly access: Access | undefined;
  /** The path of its route, as it is declared. */
  readonly route: string;
  /** "https://host", as the client reached us. */
  readonly origin: string;
  /** True until metering was asked: every authenticated call of a generating route asks exactly once. */
  admissionDue = false;
  private who: Caller | undefined;
  private readonly gone = new AbortController();

  constructor(
    private readonly request: FastifyRequest,
    private readonly reply: FastifyReply,
  ) {
    this.requestId = request.id;
    this.origin = `${request.protocol}://${request.host}`;
    this.route = request.routeOptions.url ?? '';
    this.access = request.routeOptions.config.access;
    reply.raw.once('close', () => {
      if (!reply.raw.writableFinished) this.gone.abort(new ClientGone());
    });
  }

  /** Aborted when the client closes the connection before its answer. */
  get closed(): AbortSignal {
    return this.gone.signal;
  }

  get caller(): Caller {
    if (this.who === undefined) throw new AppError('internal_error', { cause: new Error('route without access') });
    return this.who;
  }

  authenticated(caller: Caller): void {
    this.who = caller;
    this.admissionDue = this.access === 'generate';
  }

  /** Milliseconds since the head of the request came. */
  get elapsedMs(): number {
    return this.reply.elapsedTime;
  }

  /** Of the request; several of one name as one, separated by commas. */
  header(name: string): string | undefined {
    const value = this.request.headers[name];
    return Array.isArray(value) ? value.join(', ') : value;
  }

  /** In place of the status that the route answers. */
  setStatus(status: number): void {
    this.reply.code(status);
  }

  setHeaders(headers: Readonly<Record<string, string>>): void {
    this.reply.headers(headers);
  }
}
