import { z } from 'zod';
import { planNames } from '../../account-resource.js';
import { adminPlan, adminPlanList, setPlanLimits } from '../../admin/plan-limits.js';
import { route } from '../route.js';
import { examplePlan } from './admin-examples.js';
import { etag, operators, versionErrors, versionedHeaders } from './admin-parts.js';

const common = { ...operators, tag: 'Plans' } as const;

export const adminListPlansRoute = route({
  ...common,
  id: 'listPlans',
  method: 'get',
  path: '/admin/plans',
  summary: 'List the plans, the lowest first',
  answers: { 200: { description: 'All of them.', body: adminPlanList, example: { data: [examplePlan] } } },
});

export const adminSetPlanLimitsRoute = route({
  ...common,
  id: 'setPlanLimits',
  method: 'patch',
  path: '/admin/plans/{name}',
  summary: 'Change what a plan allows',
  description: 'At once, for every account on it, but for what an account has of its own.',
  params: z.strictObject({ name: z.string().describe(`One of ${planNames.join(', ')}.`) }),
  headers: versionedHeaders,
  body: setPlanLimits,
  bodyExamples: { concurrency: { summary: 'More at once', value: { concurrency: 16 } } },
  answers: {
    200: { description: 'The plan as it stands now.', body: adminPlan, example: examplePlan, headers: etag },
  },
  errors: versionErrors,
});

export const adminPlanRoutes = [adminListPlansRoute, adminSetPlanLimitsRoute] as const;
