import { accountResource, setAccount } from '../account-resource.js';
import { deletedAccount } from '../deleted-account.js';
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

export const setAccountRoute = route({
  id: 'setAccount',
  method: 'patch',
  path: '/api/account',
  tag,
  summary: 'Say how the images of the account are kept from now on',
  access: 'member',
  roles: ['owner'],
  body: setAccount,
  bodyExamples: {
    private: { summary: 'Private from now on', value: { private_images: true } },
    bare: { summary: 'Without prompt and parameters in the files', value: { omit_parameters: true } },
  },
  answers: {
    200: {
      description: 'The account as it stands now.',
      body: accountResource,
      example: { ...exampleAccount, private_images: true },
    },
  },
  errors: ['conflict'],
});

export const deleteAccountRoute = route({
  id: 'deleteAccount',
  method: 'delete',
  path: '/api/account',
  tag,
  summary: 'Delete the account',
  description:
    'Its keys and its members end at once; its images and records are removed by and by, which the operator can prove. It cannot be undone.',
  access: 'member',
  roles: ['owner'],
  answers: {
    202: {
      description: 'It is deleted.',
      body: deletedAccount,
      example: { id: exampleAccount.id, deleted_at: '2026-11-23T08:00:00.000Z' },
    },
  },
  errors: ['conflict'],
});

export const accountRoutes = [getAccountRoute, getUsageRoute, setAccountRoute, deleteAccountRoute] as const;
