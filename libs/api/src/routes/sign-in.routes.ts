import { z } from 'zod';
import {
  currentSession,
  joinAsNewcomer,
  requestPasswordReset,
  resetPassword,
  signIn,
  signInProviderList,
  signUp,
  verifyEmail,
} from '../session-resource.js';
import { exampleCurrentSession, exampleLinkToken } from './account-examples.js';
import { route } from './route.js';

const tag = 'Sign-in';
const providerParams = z.strictObject({ provider: z.string().describe('Its name.') });
/** What everybody who is not signed in yet can be answered. */
const guestErrors = ['csrf_refused', 'rate_limit_exceeded', 'unavailable'] as const;
const sessionCookie = { 'set-cookie': 'The session, which no script can read.' };
const signedIn = {
  200: {
    description: 'Signed in. The session is in a cookie.',
    body: currentSession,
    example: exampleCurrentSession,
    headers: sessionCookie,
  },
} as const;
const redirect = { location: 'Where the browser goes on.' };
const password = 'correct horse battery';

export const signUpRoute = route({
  id: 'signUp',
  method: 'post',
  path: '/api/auth/sign-up',
  tag,
  summary: 'Sign up',
  description: 'Sends a link to the address. The answer is the same whether it is known or not.',
  body: signUp,
  bodyExamples: {
    ada: { summary: 'Ada', value: { email: 'ada@example.com', password, name: 'Ada' } },
  },
  answers: { 202: { description: 'A mail is on its way.' } },
  errors: guestErrors,
});

export const verifyEmailRoute = route({
  id: 'verifyEmail',
  method: 'post',
  path: '/api/auth/verify-email',
  tag,
  summary: 'Follow the link of a sign-up',
  description: 'Makes the user and their account, and signs them in. Asks for the password that was chosen.',
  body: verifyEmail,
  bodyExamples: { link: { summary: 'Out of the mail', value: { token: exampleLinkToken, password } } },
  answers: signedIn,
  errors: [...guestErrors, 'link_invalid'],
});

export const signInRoute = route({
  id: 'signIn',
  method: 'post',
  path: '/api/auth/sign-in',
  tag,
  summary: 'Sign in by e-mail address and password',
  body: signIn,
  bodyExamples: { ada: { summary: 'Ada', value: { email: 'ada@example.com', password } } },
  answers: signedIn,
  errors: [...guestErrors, 'wrong_credentials'],
});

export const requestPasswordResetRoute = route({
  id: 'requestPasswordReset',
  method: 'post',
  path: '/api/auth/request-password-reset',
  tag,
  summary: 'Ask for a link that sets a new password',
  description: 'The answer is the same whether the address is known or not.',
  body: requestPasswordReset,
  bodyExamples: { ada: { summary: 'Ada', value: { email: 'ada@example.com' } } },
  answers: { 202: { description: 'A mail is on its way, if somebody has the address.' } },
  errors: guestErrors,
});

export const resetPasswordRoute = route({
  id: 'resetPassword',
  method: 'post',
  path: '/api/auth/reset-password',
  tag,
  summary: 'Set a new password by the link of a mail',
  description: 'Ends all sessions of the user.',
  body: resetPassword,
  bodyExamples: { link: { summary: 'Out of the mail', value: { token: exampleLinkToken, password } } },
  answers: { 204: { description: 'The password is set.' } },
  errors: [...guestErrors, 'link_invalid'],
});

export const joinAsNewcomerRoute = route({
  id: 'joinAsNewcomer',
  method: 'post',
  path: '/api/auth/accept-invitation',
  tag,
  summary: 'Accept an invitation without being a user yet',
  description: 'Makes a user and a member of them, and signs them in. Who is a user already signs in first.',
  body: joinAsNewcomer,
  bodyExamples: { link: { summary: 'Out of the mail', value: { token: exampleLinkToken, name: 'Bob', password } } },
  answers: signedIn,
  errors: [...guestErrors, 'link_invalid', 'conflict'],
});

export const listSignInProvidersRoute = route({
  id: 'listSignInProviders',
  method: 'get',
  path: '/api/auth/providers',
  tag,
  summary: 'List the providers that people can sign in at',
  answers: {
    200: {
      description: 'Those that the operator set up.',
      body: signInProviderList,
      example: { data: [{ name: 'google', label: 'Google' }] },
    },
  },
  errors: ['unavailable'],
});

export const beginProviderSignInRoute = route({
  id: 'beginProviderSignIn',
  method: 'get',
  path: '/api/auth/sign-in/{provider}',
  tag,
  summary: 'Sign in at a provider',
  description: 'For browsers: a link leads here.',
  params: providerParams,
  answers: {
    303: {
      description: 'To the provider.',
      headers: { ...redirect, 'set-cookie': 'Binds the sign-in to this browser, for ten minutes.' },
    },
  },
  errors: ['rate_limit_exceeded', 'unavailable'],
});

export const completeProviderSignInRoute = route({
  id: 'completeProviderSignIn',
  method: 'get',
  path: '/api/auth/sign-in/{provider}/callback',
  tag,
  summary: 'Where a provider sends browsers back to',
  params: providerParams,
  answers: {
    303: {
      description: 'To the website, signed in; or to `/sign-in?error=…`, which says why not.',
      headers: { ...redirect, ...sessionCookie },
    },
  },
  errors: ['unavailable'],
});

export const signInRoutes = [
  signUpRoute,
  verifyEmailRoute,
  signInRoute,
  listSignInProvidersRoute,
  beginProviderSignInRoute,
  completeProviderSignInRoute,
  requestPasswordResetRoute,
  resetPasswordRoute,
  joinAsNewcomerRoute,
] as const;
