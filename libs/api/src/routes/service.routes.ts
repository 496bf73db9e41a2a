import { z } from 'zod';
import { route } from './route.js';

const tag = 'Service';

/** Whether the process can do its work, and what of it is missing. */
const readiness = z
  .strictObject({
    status: z.enum(['ok', 'unavailable']),
    checks: z.record(z.string(), z.boolean()).describe('What it needs, and whether that answers.'),
  })
  .meta({ id: 'Readiness' });

export const livezRoute = route({
  id: 'livez',
  method: 'get',
  path: '/livez',
  tag,
  summary: 'Whether the process answers',
  answers: {
    200: { description: 'It does.', body: z.strictObject({ status: z.literal('ok') }), example: { status: 'ok' } },
  },
});

export const readyzRoute = route({
  id: 'readyz',
  method: 'get',
  path: '/readyz',
  tag,
  summary: 'Whether the process can take requests',
  answers: {
    200: {
      description: 'It can.',
      body: readiness,
      example: { status: 'ok', checks: { auth: true, metering: true, generation: true, http: true } },
    },
    503: {
      description: 'It cannot, or ends.',
      body: readiness,
      example: { status: 'unavailable', checks: { auth: true, metering: false, generation: true, http: true } },
    },
  },
});

export const openapiRoute = route({
  id: 'openapi',
  method: 'get',
  path: '/api/openapi.json',
  tag,
  summary: 'This document',
  headers: z.object({ 'if-none-match': z.string().optional().describe('An ETag of this document.') }),
  answers: {
    200: {
      description: 'OpenAPI 3.1.',
      body: z.looseObject({ openapi: z.string() }).meta({ id: 'OpenApi' }),
      example: { openapi: '3.1.1' },
      headers: { 'cache-control': 'How long it may be kept.', etag: 'Changes with the document.' },
    },
    304: { description: 'It is what `If-None-Match` names.' },
  },
});

const javascript = { description: 'A script.', body: z.string(), mediaType: 'text/javascript' } as const;

export const docsRoute = route({
  id: 'docs',
  method: 'get',
  path: '/docs',
  tag,
  summary: 'This document, for people',
  description: 'Needs no other host than this one.',
  answers: { 200: { description: 'A page.', body: z.string(), mediaType: 'text/html' } },
});

export const guideNames = [
  'accounts',
  'errors',
  'limits',
  'seeds',
  'idempotency',
  'webhooks',
  'private-images',
  'provenance',
  'openai',
] as const;
export type GuideName = (typeof guideNames)[number];

export const guideRoute = route({
  id: 'guide',
  method: 'get',
  path: '/docs/guides/{name}',
  tag,
  summary: 'A guide, for people',
  params: z.strictObject({ name: z.string().describe(`One of ${guideNames.join(', ')}.`) }),
  answers: { 200: { description: 'A page.', body: z.string(), mediaType: 'text/html' } },
});

export const docsScriptRoute = route({
  id: 'docsScript',
  method: 'get',
  path: '/docs/page.js',
  tag,
  summary: 'What fills the page',
  answers: { 200: javascript },
});

export const docsBundleRoute = route({
  id: 'docsBundle',
  method: 'get',
  path: '/docs/reference.js',
  tag,
  summary: 'What draws the page',
  answers: { 200: javascript },
});

export const serviceRoutes = [
  livezRoute,
  readyzRoute,
  openapiRoute,
  docsRoute,
  guideRoute,
  docsScriptRoute,
  docsBundleRoute,
] as const;
