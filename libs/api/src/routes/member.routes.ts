import { z } from 'zod';
import { auditPage, listAuditEntries } from '../audit-resource.js';
import {
  invitationList,
  invitationResource,
  inviteMember,
  memberList,
  memberResource,
  setMemberRole,
} from '../member-resource.js';
import { memberRoles } from '../vocabulary.js';
import { exampleAuditEntry, exampleInvitation, exampleMember } from './account-examples.js';
import { route } from './route.js';

const tag = 'Members';
const owner = { tag, access: 'member', roles: ['owner'] } as const;
const everyMember = { tag, access: 'member', roles: memberRoles } as const;
const memberParams = z.strictObject({ id: z.string().describe('Of the user: `user_…`.') });

export const listMembersRoute = route({
  ...everyMember,
  id: 'listMembers',
  method: 'get',
  path: '/api/members',
  summary: 'List the members of the account, the oldest first',
  answers: { 200: { description: 'All of them.', body: memberList, example: { data: [exampleMember] } } },
});

export const setMemberRoleRoute = route({
  ...owner,
  id: 'setMemberRole',
  method: 'patch',
  path: '/api/members/{id}',
  summary: 'Give a member another role',
  params: memberParams,
  body: setMemberRole,
  bodyExamples: { developer: { summary: 'A developer', value: { role: 'developer' } } },
  answers: { 200: { description: 'The member.', body: memberResource, example: exampleMember } },
  errors: ['conflict'],
});

export const removeMemberRoute = route({
  ...owner,
  id: 'removeMember',
  method: 'delete',
  path: '/api/members/{id}',
  summary: 'Take a member out of the account',
  params: memberParams,
  answers: { 204: { description: 'They are none any more.' } },
  errors: ['conflict'],
});

export const leaveAccountRoute = route({
  ...everyMember,
  id: 'leaveAccount',
  method: 'post',
  path: '/api/account/leave',
  summary: 'Leave the account',
  answers: { 204: { description: 'No member any more.' } },
  errors: ['conflict'],
});

export const inviteMemberRoute = route({
  ...owner,
  id: 'inviteMember',
  method: 'post',
  path: '/api/invitations',
  summary: 'Invite somebody',
  description: 'Sends a link. Another invitation of the same address takes the place of the first.',
  body: inviteMember,
  bodyExamples: { bob: { summary: 'Bob', value: { email: 'bob@example.com', role: 'developer' } } },
  answers: { 201: { description: 'The invitation.', body: invitationResource, example: exampleInvitation } },
  errors: ['conflict'],
});

export const listInvitationsRoute = route({
  ...owner,
  id: 'listInvitations',
  method: 'get',
  path: '/api/invitations',
  summary: 'List invitations, newest first',
  answers: {
    200: { description: 'Those that can be accepted.', body: invitationList, example: { data: [exampleInvitation] } },
  },
});

export const revokeInvitationRoute = route({
  ...owner,
  id: 'revokeInvitation',
  method: 'delete',
  path: '/api/invitations/{id}',
  summary: 'Take an invitation back',
  params: z.strictObject({ id: z.string().describe('Of the invitation: `inv_…`.') }),
  answers: { 204: { description: 'Its link works no more.' } },
});

export const listAuditEntriesRoute = route({
  ...owner,
  id: 'listAuditEntries',
  method: 'get',
  path: '/api/audit',
  summary: 'Who did what in the account, newest first',
  query: listAuditEntries,
  answers: {
    200: {
      description: 'A page of it.',
      body: auditPage,
      example: { data: [exampleAuditEntry], has_more: false, next_cursor: null },
    },
  },
});

export const memberRoutes = [
  listMembersRoute,
  setMemberRoleRoute,
  removeMemberRoute,
  inviteMemberRoute,
  listInvitationsRoute,
  revokeInvitationRoute,
  listAuditEntriesRoute,
  leaveAccountRoute,
] as const;
