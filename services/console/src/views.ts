import type { ComponentType } from 'react';
import { later } from './later.js';
import type { PageName } from './pages.js';

export const views: Readonly<Record<PageName, ComponentType>> = {
  front: later(() => import('./front/front-page.js'), 'FrontPage'),
  'sign-up': later(() => import('./people/sign-up-page.js'), 'SignUpPage'),
  'sign-in': later(() => import('./people/sign-in-page.js'), 'SignInPage'),
  'verify-email': later(() => import('./people/verify-email-page.js'), 'VerifyEmailPage'),
  'forgotten-password': later(() => import('./people/forgotten-password-page.js'), 'ForgottenPasswordPage'),
  'reset-password': later(() => import('./people/reset-password-page.js'), 'ResetPasswordPage'),
  'accept-invitation': later(() => import('./people/accept-invitation-page.js'), 'AcceptInvitationPage'),
  playground: later(() => import('./playground/playground-page.js'), 'PlaygroundPage'),
  images: later(() => import('./images/images-page.js'), 'ImagesPage'),
  keys: later(() => import('./keys/keys-page.js'), 'KeysPage'),
  webhooks: later(() => import('./webhooks/webhooks-page.js'), 'WebhooksPage'),
  usage: later(() => import('./usage/usage-page.js'), 'UsagePage'),
  members: later(() => import('./members/members-page.js'), 'MembersPage'),
  audit: later(() => import('./audit/audit-page.js'), 'AuditPage'),
  plan: later(() => import('./plan/plan-page.js'), 'PlanPage'),
  profile: later(() => import('./people/profile-page.js'), 'ProfilePage'),
};
