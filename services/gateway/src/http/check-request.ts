import { bodyParser, isForAccount, type Route, takesIdempotencyKey } from '@imageai/api';
import { AppError } from '@imageai/errors';
import type { FastifyRequest } from 'fastify';
import type { z } from 'zod';
import type { Caller } from '../auth/caller.js';
import { requestKeyOf } from '../idempotency/request-key.js';
import { parsed } from './parsed.js';

type Parser = ReturnType<typeof bodyParser>;

const parsers = new WeakMap<z.ZodObject, Parser>();

/**
 * Checks body, query and scope by the description of the route, in the order of the contract: what is wrong with a
 * request comes before what its key may not do. Handlers find what was sent with its defaults filled in.
 *
 * A generating route does this itself: between its body and its scope stand the model and the idempotency key.
 */
export function checkRequest(request: FastifyRequest): void {
  const { route } = request.routeOptions.config;
  if (route === undefined || route.access === 'generate') return;
  if (route.query !== undefined) request.query = parse(route.query, request.query);
  // A body that may be left out is one without any required field.
  const sent = request.body === undefined ? {} : request.body;
  if (route.body !== undefined) request.body = parse(route.body, sent);
  if (takesIdempotencyKey(route)) request.call.idempotency = requestKeyOf(request.call, sent);
  if (isForAccount(route.access)) checkRights(request.call.caller, route);
}

function parse(schema: z.ZodObject, sent: unknown): unknown {
  let parser = parsers.get(schema);
  if (parser === undefined) {
    parser = bodyParser(schema);
    parsers.set(schema, parser);
  }
  return parsed(parser(sent));
}

function checkRights(caller: Caller, { roles, scope }: Route): void {
  if (caller.member === undefined || roles === undefined) {
    if (scope !== undefined) checkScope(caller, scope);
    return;
  }
  if (!roles.includes(caller.member.role)) throw roleLacks();
}

/** Members have the scopes of their role. */
export function checkScope({ scopes, member }: Caller, scope: NonNullable<Route['scope']>): void {
  if (scopes.includes(scope)) return;
  if (member !== undefined) throw roleLacks();
  throw new AppError('insufficient_scope', { message: `This API key lacks the scope "${scope}".` });
}

const roleLacks = (): AppError => new AppError('insufficient_scope', { message: 'Your role may not do this.' });
