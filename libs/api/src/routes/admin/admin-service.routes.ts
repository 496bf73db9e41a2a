import { z } from 'zod';
import { adminAuditPage, listAllAuditEntries } from '../../admin/audit.js';
import { moderationOverview, operatorResource } from '../../admin/service.js';
import { route } from '../route.js';
import { exampleAdminAuditEntry } from './admin-examples.js';
import { operators } from './admin-parts.js';

const common = { ...operators, tag: 'Service' } as const;

export const adminOperatorRoute = route({
  ...common,
  id: 'getOperator',
  method: 'get',
  path: '/admin/operator',
  summary: 'Whose token this is',
  answers: { 200: { description: 'The operator.', body: operatorResource, example: { name: 'grace' } } },
});

export const adminAuditRoute = route({
  ...common,
  id: 'listAuditEntries',
  method: 'get',
  path: '/admin/audit',
  summary: 'Who did what, newest first: operators, members, keys, services',
  query: listAllAuditEntries,
  answers: {
    200: {
      description: 'A page of it.',
      body: adminAuditPage,
      example: { data: [exampleAdminAuditEntry], has_more: false, next_cursor: null },
    },
  },
});

export const adminModerationRoute = route({
  ...common,
  id: 'getModeration',
  method: 'get',
  path: '/admin/moderation',
  summary: 'What prompts are held to',
  answers: {
    200: {
      description: 'The policy and the settings in force.',
      body: moderationOverview,
      example: {
        policy_file: null,
        policy: { version: 1, categories: { violence: { terms: ['…'] } } },
        classifiers: [],
        timeout_ms: 2000,
        when_away: 'refuse',
        log_prompts: false,
      },
    },
  },
});

export const adminOpenapiRoute = route({
  ...common,
  id: 'openapi',
  method: 'get',
  path: '/admin/openapi.json',
  summary: 'This document',
  answers: {
    200: {
      description: 'OpenAPI 3.1.',
      body: z.looseObject({ openapi: z.string() }).meta({ id: 'AdminOpenApi' }),
      example: { openapi: '3.1.1' },
    },
  },
});

export const adminServiceRoutes = [
  adminOperatorRoute,
  adminAuditRoute,
  adminModerationRoute,
  adminOpenapiRoute,
] as const;
