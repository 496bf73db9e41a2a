import { setAccount } from '../../account-resource.js';
import {
  adminAccount,
  adminAccountPage,
  createAccount,
  deletionReport,
  listAccounts,
  setAccountPlan,
  suspendAccount,
} from '../../admin/account.js';
import { setOverrides } from '../../admin/plan-limits.js';
import { route } from '../route.js';
import { exampleAdminAccount, exampleDeletedAccount } from './admin-examples.js';
import {
  etag,
  maybeVersionErrors,
  maybeVersionedHeaders,
  operators,
  accountParams as params,
  versionErrors,
  versionedHeaders,
} from './admin-parts.js';

const common = { ...operators, tag: 'Accounts' } as const;
const asItStands = (description: string) =>
  ({ description, body: adminAccount, example: exampleAdminAccount, headers: etag }) as const;

export const adminListAccountsRoute = route({
  ...common,
  id: 'listAccounts',
  method: 'get',
  path: '/admin/accounts',
  summary: 'List and search accounts, newest first',
  query: listAccounts,
  answers: {
    200: {
      description: 'A page of them.',
      body: adminAccountPage,
      example: { data: [exampleAdminAccount], has_more: false, next_cursor: null },
    },
  },
});

export const adminCreateAccountRoute = route({
  ...common,
  id: 'createAccount',
  method: 'post',
  path: '/admin/accounts',
  summary: 'Make an account',
  description: 'One with the same e-mail address is answered as it stands, and not changed.',
  body: createAccount,
  bodyExamples: {
    ada: { summary: 'For Ada', value: { name: 'Ada', email: 'ada@example.com', plan: 'professional' } },
  },
  answers: { 200: asItStands('The account.') },
});

export const adminGetAccountRoute = route({
  ...common,
  id: 'getAccount',
  method: 'get',
  path: '/admin/accounts/{id}',
  summary: 'Show an account',
  params,
  answers: { 200: asItStands('The account.') },
});

export const adminSetPlanRoute = route({
  ...common,
  id: 'setPlan',
  method: 'put',
  path: '/admin/accounts/{id}/plan',
  summary: 'Put an account on a plan',
  description: 'What was used this month stays used. It takes the place of a change that was scheduled before.',
  params,
  headers: versionedHeaders,
  body: setAccountPlan,
  bodyExamples: {
    up: { summary: 'To a higher plan, at once', value: { plan: 'enterprise' } },
    later: { summary: 'From the next month on', value: { plan: 'starter', effective: 'next_month' } },
  },
  answers: { 200: asItStands('The account as it stands now.') },
  errors: [...versionErrors, 'conflict'],
});

export const adminSetOverridesRoute = route({
  ...common,
  id: 'setOverrides',
  method: 'put',
  path: '/admin/accounts/{id}/overrides',
  summary: 'Give an account limits of its own',
  description: 'In place of those that it has; an empty body takes them all away.',
  params,
  headers: versionedHeaders,
  body: setOverrides,
  bodyExamples: { more: { summary: 'More images a month', value: { images_per_month: 20_000 } } },
  answers: { 200: asItStands('The account as it stands now.') },
  errors: [...versionErrors, 'conflict'],
});

export const adminSetAccountRoute = route({
  ...common,
  id: 'setAccount',
  method: 'patch',
  path: '/admin/accounts/{id}',
  summary: 'Say how the images of an account are kept from now on',
  params,
  headers: maybeVersionedHeaders,
  body: setAccount,
  bodyExamples: {
    private: { summary: 'Private from now on', value: { private_images: true } },
    bare: { summary: 'Without prompt and parameters in the files', value: { omit_parameters: true } },
  },
  answers: { 200: asItStands('The account as it stands now.') },
  errors: [...maybeVersionErrors, 'conflict'],
});

export const adminSuspendAccountRoute = route({
  ...common,
  id: 'suspendAccount',
  method: 'post',
  path: '/admin/accounts/{id}/suspend',
  summary: 'Stop an account',
  description: 'Its keys are refused with 403 everywhere within a second; what was accepted goes on.',
  params,
  headers: maybeVersionedHeaders,
  body: suspendAccount,
  bodyExamples: { unpaid: { summary: 'With a reason', value: { reason: 'The invoice of October is unpaid.' } } },
  answers: { 200: asItStands('The account as it stands now.') },
  errors: [...maybeVersionErrors, 'conflict'],
});

export const adminReinstateAccountRoute = route({
  ...common,
  id: 'reinstateAccount',
  method: 'post',
  path: '/admin/accounts/{id}/reinstate',
  summary: 'Let an account go on',
  params,
  headers: maybeVersionedHeaders,
  answers: { 200: asItStands('The account as it stands now.') },
  errors: [...maybeVersionErrors, 'conflict'],
});

export const adminDeleteAccountRoute = route({
  ...common,
  id: 'deleteAccount',
  method: 'delete',
  path: '/admin/accounts/{id}',
  summary: 'Delete an account',
  description:
    'Its keys and its members end at once; its images and records are removed by and by, which the report proves. It cannot be undone.',
  params,
  headers: versionedHeaders,
  answers: {
    202: { description: 'It is deleted.', body: adminAccount, example: exampleDeletedAccount, headers: etag },
  },
  errors: [...versionErrors, 'conflict'],
});

export const adminDeletionReportRoute = route({
  ...common,
  id: 'getDeletionReport',
  method: 'get',
  path: '/admin/accounts/{id}/deletion',
  summary: 'What has been removed of a deleted account, and by whom',
  params,
  answers: {
    200: {
      description: 'The report.',
      body: deletionReport,
      example: {
        account_id: exampleDeletedAccount.id,
        deleted_at: '2026-11-23T08:00:00.000Z',
        complete: true,
        services: [
          { name: 'storage', confirmed_at: '2026-11-23T08:00:04.000Z', removed: { images: '412' } },
          { name: 'webhooks', confirmed_at: '2026-11-23T08:00:02.000Z', removed: { endpoints: '1' } },
        ],
      },
    },
  },
});

export const adminAccountRoutes = [
  adminListAccountsRoute,
  adminCreateAccountRoute,
  adminGetAccountRoute,
  adminSetPlanRoute,
  adminSetOverridesRoute,
  adminSetAccountRoute,
  adminSuspendAccountRoute,
  adminReinstateAccountRoute,
  adminDeleteAccountRoute,
  adminDeletionReportRoute,
] as const;
