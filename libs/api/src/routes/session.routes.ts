import { z } from 'zod';
import {
  changePassword,
  currentSession,
  joinAsUser,
  membershipResource,
  revokedSessions,
  sessionList,
} from '../session-resource.js';
import { exampleCurrentSession, exampleLinkToken, exampleSession } from './account-examples.js';
import { route } from './route.js';

const tag = 'Sessions';
const person = { tag, access: 'person' } as const;

export const currentSessionRoute = route({
  ...person,
  id: 'currentSession',
  method: 'get',
  path: '/api/auth/session',
  summary: 'Who is signed in',
  description: 'Pages ask this when they load: it has the CSRF token.',
  answers: { 200: { description: 'The session.', body: currentSession, example: exampleCurrentSession } },
});

export const signOutRoute = route({
  ...person,
  id: 'signOut',
  method: 'post',
  path: '/api/auth/sign-out',
  summary: 'Sign out',
  answers: { 204: { description: 'The session has ended.', headers: { 'set-cookie': 'Takes the cookie away.' } } },
});

export const changePasswordRoute = route({
  ...person,
  id: 'changePassword',
  method: 'post',
  path: '/api/auth/change-password',
  summary: 'Change one’s password',
  description: 'Ends the other sessions of the user.',
  body: changePassword,
  bodyExamples: {
    change: {
      summary: 'Change it',
      value: { current_password: 'correct horse battery', new_password: 'staple correct horse' },
    },
  },
  answers: { 204: { description: 'The password is set.' } },
});

export const listSessionsRoute = route({
  ...person,
  id: 'listSessions',
  method: 'get',
  path: '/api/auth/sessions',
  summary: 'List one’s sessions, the latest used first',
  answers: { 200: { description: 'Those that go on.', body: sessionList, example: { data: [exampleSession] } } },
});

export const revokeOtherSessionsRoute = route({
  ...person,
  id: 'revokeOtherSessions',
  method: 'delete',
  path: '/api/auth/sessions',
  summary: 'End all sessions but this one',
  answers: { 200: { description: 'They have ended.', body: revokedSessions, example: { revoked: 2 } } },
});

export const revokeSessionRoute = route({
  ...person,
  id: 'revokeSession',
  method: 'delete',
  path: '/api/auth/sessions/{id}',
  summary: 'End a session',
  description: 'One that has ended already is no error.',
  params: z.strictObject({ id: z.string().describe('Of the session: `ses_…`.') }),
  answers: { 204: { description: 'It has ended.' } },
});

export const joinAsUserRoute = route({
  ...person,
  id: 'joinAsUser',
  method: 'post',
  path: '/api/invitations/accept',
  summary: 'Accept an invitation',
  body: joinAsUser,
  bodyExamples: { link: { summary: 'Out of the mail', value: { token: exampleLinkToken } } },
  answers: {
    200: {
      description: 'A member now.',
      body: membershipResource,
      example: { ...exampleCurrentSession.memberships[0], role: 'developer' },
    },
  },
  errors: ['link_invalid', 'conflict'],
});

export const sessionRoutes = [
  currentSessionRoute,
  signOutRoute,
  changePasswordRoute,
  listSessionsRoute,
  revokeOtherSessionsRoute,
  revokeSessionRoute,
  joinAsUserRoute,
] as const;
