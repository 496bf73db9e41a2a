import type { z } from 'zod';
import type { ActionScope } from '../scopes.js';
import type { MemberRoleName } from '../vocabulary.js';

export type Method = 'get' | 'post' | 'put' | 'patch' | 'delete';

/**
 * Whom a route is for. `generate` and `read`: a key, or a member who is signed in; one that generates takes of the
 * account's minute, one that reads of the operator's limit. `member`: a member of the account alone, no key. `person`:
 * whoever is signed in, for themselves. `operator`: whoever runs the platform, on the port that is theirs alone.
 */
export type Access = 'generate' | 'read' | 'member' | 'person' | 'operator';

/** Whether a route is for an account, whose limits its answers show. */
export const isForAccount = (access: Access | undefined): boolean =>
  access === 'generate' || access === 'read' || access === 'member';

/** An example of a body, with a name for people. */
export interface Example {
  readonly summary: string;
  readonly value: unknown;
}

/** A success, as a client sees it. */
export interface RouteAnswer {
  readonly description: string;
  /** Absent: the answer has no body. */
  readonly body?: z.ZodType;
  /** `application/json` where absent. */
  readonly mediaType?: string;
  readonly example?: unknown;
  /** The same in other media types. */
  readonly alternatives?: Readonly<Record<string, { readonly body: z.ZodType; readonly example?: unknown }>>;
  /** Headers beyond those of every answer, and what they say. */
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * All that can be said of one route. The gateway serves, checks and refuses by it, and the OpenAPI document is made
 * from it, so that neither can promise what the other does not keep.
 */
export interface Route<Code extends string = string> {
  /** `operationId` of the document; the name that generated clients give the call. */
  readonly id: string;
  readonly method: Method;
  /** What varies stands in braces: `/api/webhooks/{id}`. */
  readonly path: `/${string}`;
  readonly tag: string;
  readonly summary: string;
  readonly description?: string;
  /** Absent: nobody is asked who they are. */
  readonly access?: Access;
  /** What a key has to be allowed; members too, by the scopes of their role, where `roles` does not say otherwise. */
  readonly scope?: ActionScope;
  /** What a member who is signed in has to be. */
  readonly roles?: readonly MemberRoleName[];
  readonly params?: z.ZodObject;
  readonly query?: z.ZodObject;
  /** Request headers that mean something here. */
  readonly headers?: z.ZodObject;
  readonly body?: z.ZodObject;
  /** `application/json` where absent. */
  readonly bodyType?: 'multipart/form-data';
  readonly bodyExamples?: Readonly<Record<string, Example>>;
  /** Successes by status; the first is the usual one. */
  readonly answers: Readonly<Record<number, RouteAnswer>>;
  /** Error codes beyond those that follow from access, scope, body, query and parameters. */
  readonly errors?: readonly Code[];
}

/** Keeps the exact type of a description, its schemas' above all. */
export const route = <const Described extends Route>(described: Described): Described => described;

/** Whether requests of a route are known again by an `Idempotency-Key`. */
export const takesIdempotencyKey = ({ headers }: Pick<Route, 'headers'>): boolean =>
  headers !== undefined && 'idempotency-key' in headers.shape;

/** The status of a route's usual success. */
export const successStatus = ({ answers }: Pick<Route, 'answers'>): number => Number(Object.keys(answers)[0]);
