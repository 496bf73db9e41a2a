import { errorDetails, isForAccount, type Route, type RouteAnswer, successStatus } from '@imageai/api';
import { type ErrorCode, errorRegistry } from '@imageai/errors';
import { z } from 'zod';
import type { ZodOpenApiOperationObject, ZodOpenApiResponseObject, ZodOpenApiResponsesObject } from 'zod-openapi';
import { errorDetails as detailsOf } from '../http/envelope.js';
import { headerRefs, headersByCode, rateLimitHeaderNames, type SharedHeader } from './response-headers.js';
import { errorsOf } from './route-errors.js';

/** A route as OpenAPI describes it. */
export function operation(route: Route<ErrorCode>): ZodOpenApiOperationObject {
  const { params: path, query, headers: header, body, bodyType = 'application/json', bodyExamples: examples } = route;
  return {
    operationId: route.id,
    tags: [route.tag],
    summary: route.summary,
    ...(description(route) !== '' && { description: description(route) }),
    security: security(route),
    requestParams: { ...(path && { path }), ...(query && { query }), ...(header && { header }) },
    ...(body && {
      requestBody: {
        required: !body.safeParse({}).success,
        content: { [bodyType]: { schema: body, ...(examples && { examples: { ...examples } }) } },
      },
    }),
    responses: responses(route),
  };
}

const description = ({ description: text, scope, roles }: Route): string =>
  [
    text,
    scope && `Needs a key with the scope \`${scope}\`.`,
    roles && `Of members: ${roles.map((role) => `\`${role}\``).join(', ')}.`,
  ]
    .filter(Boolean)
    .join('\n\n');

function security({ access }: Route): Record<string, string[]>[] {
  if (access === undefined) return [];
  if (access === 'operator') return [{ operatorToken: [] }];
  const session = { session: [] };
  return access === 'generate' || access === 'read' ? [{ apiKey: [] }, session] : [session];
}

function responses(route: Route<ErrorCode>): ZodOpenApiResponsesObject {
  const always: SharedHeader[] = ['x-request-id', ...(isForAccount(route.access) ? rateLimitHeaderNames : [])];
  const answers = Object.entries(route.answers).map(([status, answer]) => [status, success(answer, always)]);
  const errors = [...errorsOf(route)].map(([status, codes]) => [
    status,
    // Who is not known has no limits.
    failure(codes, status === errorRegistry.invalid_api_key.httpStatus ? ['x-request-id'] : always),
  ]);
  if (route.answers[successStatus(route)] === undefined) throw new Error(`${route.id} describes no success`);
  return Object.fromEntries([...answers, ...errors]);
}

function success(
  { description, body, mediaType = 'application/json', example, alternatives = {}, headers = {} }: RouteAnswer,
  always: readonly SharedHeader[],
): ZodOpenApiResponseObject {
  const own = Object.entries(headers).map(([name, text]) => [name, { description: text, schema: { type: 'string' } }]);
  return {
    description,
    headers: { ...headerRefs(always), ...Object.fromEntries(own) },
    ...(body && { content: contents({ [mediaType]: { body, example }, ...alternatives }) }),
  };
}

const contents = (answers: Readonly<Record<string, { readonly body: z.ZodType; readonly example?: unknown }>>) =>
  Object.fromEntries(
    Object.entries(answers).map(([mediaType, { body, example }]) => [
      mediaType,
      { schema: body, ...(example !== undefined && { example }) },
    ]),
  );

function failure(codes: readonly ErrorCode[], always: readonly SharedHeader[]): ZodOpenApiResponseObject {
  const added = codes.flatMap((code) => headersByCode[code] ?? []);
  return {
    description: codes.map((code) => `\`${code}\`: ${errorRegistry[code].text}`).join('\n\n'),
    headers: headerRefs([...always, ...added]),
    content: {
      'application/json': {
        schema: z.strictObject({ error: errorDetails.extend({ code: z.enum(codes) }) }),
        examples: Object.fromEntries(
          codes.map((code) => [code, { summary: errorRegistry[code].text, value: { error: detailsOf(code) } }]),
        ),
      },
    },
  };
}
