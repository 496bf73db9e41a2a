import { type Route, webhookEvents, webhookHeaders } from '@imageai/api';
import type { ErrorCode } from '@imageai/errors';
import {
  createDocument,
  type ZodOpenApiComponentsObject,
  type ZodOpenApiObject,
  type ZodOpenApiPathItemObject,
  type ZodOpenApiPathsObject,
} from 'zod-openapi';
import { about, publicSecurity } from './about.js';
import { operation } from './operation.js';
import { sharedHeaders } from './response-headers.js';

export type OpenApiDocument = ReturnType<typeof createDocument>;

/** What is said of an API besides its routes. */
export interface ApiDescription {
  readonly about: Pick<ZodOpenApiObject, 'info' | 'tags'>;
  readonly securitySchemes: NonNullable<ZodOpenApiComponentsObject['securitySchemes']>;
  /** Those that its answers have. */
  readonly headers: ZodOpenApiComponentsObject['headers'];
  readonly webhooks?: ZodOpenApiPathsObject;
}

/** The OpenAPI 3.1 document of these routes, made from the schemas that validate requests. */
export const openApiDocument = (
  routes: readonly Route<ErrorCode>[],
  { about, securitySchemes, headers, webhooks }: ApiDescription = publicApi,
): OpenApiDocument =>
  createDocument({
    openapi: '3.1.1',
    ...about,
    servers: [{ url: '/', description: 'Where this document came from' }],
    security: Object.keys(securitySchemes).map((name) => ({ [name]: [] })),
    paths: paths(routes),
    ...(webhooks && { webhooks }),
    components: { securitySchemes, headers },
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

const publicApi: ApiDescription = {
  about,
  securitySchemes: publicSecurity,
  headers: sharedHeaders,
  webhooks: Object.fromEntries(Object.entries(webhookEvents).map(([type, event]) => [type, webhook(type, event)])),
};
