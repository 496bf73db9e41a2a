import { z } from 'zod';
import { keyList, keyReport, keyResource, reportKey } from '../../api-key-resource.js';
import { exampleKey, exampleKeySecret } from '../account-examples.js';
import { route } from '../route.js';
import { accountParams, operators } from './admin-parts.js';

const common = { ...operators, tag: 'Keys' } as const;

export const adminListKeysRoute = route({
  ...common,
  id: 'listKeys',
  method: 'get',
  path: '/admin/accounts/{id}/keys',
  summary: 'List the keys of an account, newest first',
  params: accountParams,
  answers: { 200: { description: 'All of them, ended ones too.', body: keyList, example: { data: [exampleKey] } } },
});

export const adminRevokeKeyRoute = route({
  ...common,
  id: 'revokeKey',
  method: 'delete',
  path: '/admin/accounts/{id}/keys/{key_id}',
  summary: 'Revoke a key',
  description: 'In force everywhere within a second. Revoking twice is no error.',
  params: accountParams.extend({ key_id: z.string().describe('Of the key: `key_…`.') }),
  answers: {
    200: {
      description: 'The key as it stands.',
      body: keyResource,
      example: { ...exampleKey, revoked_at: '2026-11-23T08:00:00.000Z', revocation_reason: 'revoked' },
    },
  },
});

export const adminReportKeyRoute = route({
  ...common,
  id: 'reportKey',
  method: 'post',
  path: '/admin/keys/report',
  summary: 'End a leaked key by its text, of whatever account',
  description: 'The owners of its account get a mail.',
  body: reportKey,
  bodyExamples: {
    found: {
      summary: 'Found in public code',
      value: { key: exampleKeySecret, found_at: 'https://code.example.com/shop/config.js' },
    },
  },
  answers: { 200: { description: 'What became of it.', body: keyReport, example: { result: 'revoked' } } },
});

export const adminKeyRoutes = [adminListKeysRoute, adminRevokeKeyRoute, adminReportKeyRoute] as const;
