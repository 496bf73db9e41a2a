import { z } from 'zod';
import {
  createKey,
  keyList,
  keyReport,
  keyResource,
  keyWithSecret,
  reportKey,
  rotateKey,
} from '../api-key-resource.js';
import { exampleKey, exampleKeySecret } from './account-examples.js';
import { makingHeaders, replayedHeader } from './request-headers.js';
import { route } from './route.js';

const tag = 'Keys';
const params = z.strictObject({ id: z.string().describe('Of the key: `key_…`.') });
const changes = { tag, access: 'read', scope: 'manage', roles: ['owner', 'developer'] } as const;
const exampleWithSecret = { ...exampleKey, last_used_at: null, secret: exampleKeySecret };

export const createKeyRoute = route({
  ...changes,
  id: 'createKey',
  method: 'post',
  path: '/api/keys',
  summary: 'Make a key',
  description:
    'The answer has the key itself. It is shown again only to the same request under its `Idempotency-Key`: keep it. A key makes none that may do more than itself.',
  headers: makingHeaders,
  body: createKey,
  bodyExamples: {
    usual: { summary: 'To generate and to read', value: { name: 'The shop' } },
    narrow: {
      summary: 'For one model, from one network, for a month',
      value: {
        name: 'The night job',
        scopes: ['generate', 'model:imageai-1'],
        expires_at: '2026-12-31T00:00:00Z',
        images_per_month: 100,
        allowed_addresses: ['203.0.113.0/24'],
      },
    },
  },
  answers: {
    201: { description: 'The key.', body: keyWithSecret, example: exampleWithSecret, headers: replayedHeader },
  },
});

export const listKeysRoute = route({
  ...changes,
  id: 'listKeys',
  method: 'get',
  path: '/api/keys',
  summary: 'List keys, newest first',
  roles: ['owner', 'developer', 'viewer'],
  answers: { 200: { description: 'All of them, ended ones too.', body: keyList, example: { data: [exampleKey] } } },
});

export const rotateKeyRoute = route({
  ...changes,
  id: 'rotateKey',
  method: 'post',
  path: '/api/keys/{id}/rotate',
  summary: 'Make a successor of a key',
  description:
    'It has the same name, scopes, restrictions and length of life. The key before works until the overlap ends.',
  params,
  headers: makingHeaders,
  body: rotateKey,
  bodyExamples: { hour: { summary: 'With an hour to change over', value: { overlap_seconds: 3600 } } },
  answers: {
    201: { description: 'The successor.', body: keyWithSecret, example: exampleWithSecret, headers: replayedHeader },
  },
});

export const revokeKeyRoute = route({
  ...changes,
  id: 'revokeKey',
  method: 'delete',
  path: '/api/keys/{id}',
  summary: 'Revoke a key',
  description: 'In force everywhere within a second. Revoking twice is no error.',
  params,
  answers: {
    200: {
      description: 'The key as it stands.',
      body: keyResource,
      example: { ...exampleKey, revoked_at: '2026-11-23T08:00:00.000Z', revocation_reason: 'revoked' },
    },
  },
});

export const reportKeyRoute = route({
  id: 'reportKey',
  method: 'post',
  path: '/api/keys/report',
  tag,
  summary: 'Report a leaked key',
  description: 'Whoever has the text of a key can end it. The owners of its account get a mail.',
  body: reportKey,
  bodyExamples: {
    found: {
      summary: 'Found in public code',
      value: { key: exampleKeySecret, found_at: 'https://code.example.com/shop/config.js' },
    },
  },
  answers: { 200: { description: 'What became of it.', body: keyReport, example: { result: 'revoked' } } },
  errors: ['csrf_refused', 'unavailable'],
});

export const keyRoutes = [createKeyRoute, listKeysRoute, rotateKeyRoute, revokeKeyRoute, reportKeyRoute] as const;
