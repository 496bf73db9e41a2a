import { type Route, webhookEvents, webhookHeaders } from '@imageai/api';
import type { ErrorCode } from '@imageai/errors';
import { createDocument, type ZodOpenApiPathItemObject, type ZodOpenApiPathsObject } from 'zod-openapi';
import { about } from './about.js';
import { operation } from './operation.js';
import { sharedHeaders } from './response-headers.js';

export type OpenApiDocument = ReturnType<typeof createDocument>;

/** The OpenAPI 3.1 document of these routes, made from the schemas that validate requests. */
export const openApiDocument = (routes: readonly Route<ErrorCode>[]): OpenApiDocument =>
  createDocument({
    openapi: '3.1.1',
    ...about,
    servers: [{ url: '/', description: 'Where this document came from' }],
    security: [{ apiKey: [] }, { session: [] }],
    paths: paths(routes),
    webhooks: Object.fromEntries(Object.entries(webhookEvents).map(([type, event]) => [type, webhook(type, event)])),
    components: {
      securitySchemes: {
        apiKey: {
          type: 'http',
          scheme: 'bearer',
          description: 'An API key of the account: `iai_live_…`. It is a secret.',
        },
        session: {
          type: 'apiKey',
          in: 'cookie',
          name: 'imageai_session',
          description:
            'For pages of this origin: the cookie of whoever is signed in (`__Host-imageai_session` under https). What changes something needs the session’s CSRF token as `x-csrf-token` besides; `x-account-id` says which account is meant.',
        },
      },
      headers: sharedHeaders,
    },
  });

function paths(routes: readonly Route<ErrorCode>[]): ZodOpenApiPathsObject {
  const items: Record<string, ZodOpenApiPathItemObject> = {};
  for (const route of routes) items[route.path] = { ...items[route.path], [route.method]: operation(route) };
  return items;
}

const webhook = (
  type: string,
  { summary, body }: (typeof webhookEvents)[keyof typeof webhookEvents],
): ZodOpenApiPathItemObject => ({
  post: {
    operationId: type,
    tags: ['Events'],
    summary,
    security: [],
    requestParams: { header: webhookHeaders },
    requestBody: { required: true, content: { 'application/json': { schema: body } } },
    responses: {
      '2XX': { description: 'It was received. Anything else is tried again, at growing distances, for days.' },
      410: { description: 'Nothing more is wanted here: the endpoint is disabled.' },
    },
  },
});
