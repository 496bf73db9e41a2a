import { accountResource } from '../account-resource.js';
import { usageQuery, usageReport } from '../usage.js';
import { exampleAccount, exampleUsage } from './examples.js';
import { route } from './route.js';

const tag = 'Account';

export const getAccountRoute = route({
  id: 'getAccount',
  method: 'get',
  path: '/api/account',
  tag,
  summary: 'Plan, limits, and what is left of them',
  access: 'read',
  scope: 'read',
  answers: { 200: { description: 'The account of the key.', body: accountResource, example: exampleAccount } },
});

export const getUsageRoute = route({
  id: 'getUsage',
  method: 'get',
  path: '/api/usage',
  tag,
  summary: 'What was used, by hour, day or month',
  description:
    'An image counts in the period in which its generation was accepted, from the moment the generation ended: so a month adds up to what was charged for it.',
  access: 'read',
  scope: 'read',
  query: usageQuery,
  answers: { 200: { description: 'Every period from start to end.', body: usageReport, example: exampleUsage } },
});

export const accountRoutes = [getAccountRoute, getUsageRoute] as const;
