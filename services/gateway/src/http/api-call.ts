import type { Access, Route } from '@imageai/api';
import type { Actor, Client } from '@imageai/contracts/auth';
import { AppError } from '@imageai/errors';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { actorOf, type Caller } from '../auth/caller.js';
import type { Identity, Person } from '../auth/identity.js';
import type { RequestKey } from '../idempotency/request-key.js';

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
  /** What the request is known again by, on a route that makes something but images; undefined: its client sent no key. */
  idempotency: RequestKey | undefined;
  private who: Identity = {};
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
    if (this.who.caller === undefined) throw withoutAccess();
    return this.who.caller;
  }

  /** Whoever is signed in, on a route for people. */
  get person(): Person {
    if (this.who.person === undefined) throw withoutAccess();
    return this.who.person;
  }

  /** Who acts for the account, as auth is told. */
  get actor(): Actor {
    return actorOf(this.caller, this.request.ip);
  }

  /** The person who acts for themselves, as auth is told. */
  get self(): Actor {
    return { who: { $case: 'userId', value: this.person.user.id }, address: this.request.ip };
  }

  /** The operator who acts, as auth is told. */
  get operator(): Actor {
    if (this.who.operator === undefined) throw withoutAccess();
    return { who: { $case: 'operator', value: this.who.operator }, address: this.request.ip };
  }

  /** Where a person's request comes from, as auth counts attempts and shows sessions. */
  get client(): Client {
    return { address: this.request.ip, userAgent: this.header('user-agent') ?? '' };
  }

  /** It may change something: only then is it worth forging. */
  get changes(): boolean {
    return this.request.method !== 'GET' && this.request.method !== 'HEAD';
  }

  authenticated(identity: Identity): void {
    this.who = identity;
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

const withoutAccess = (): AppError => new AppError('internal_error', { cause: new Error('route without access') });
