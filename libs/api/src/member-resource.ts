import { z } from 'zod';
import { userResource } from './session-resource.js';
import { plainText } from './text.js';
import { memberRoles, oneOf } from './vocabulary.js';

const role = z
  .enum(memberRoles, { error: `must be one of ${oneOf(memberRoles)}` })
  .describe('`owner`: everything. `developer`: keys, images, usage. `billing`: plan and usage. `viewer`: looks.');

/** The body of `PATCH /api/members/{id}`. */
export const setMemberRole = z.strictObject({ role }).meta({ id: 'SetMemberRole' });

/** The body of `POST /api/invitations`. */
export const inviteMember = z
  .strictObject({ email: plainText(254).describe('Where the link is sent.'), role })
  .meta({ id: 'InviteMember' });

/** Somebody who belongs to an account. */
export const memberResource = z
  .strictObject({ user: userResource, role: z.enum(memberRoles), created_at: z.iso.datetime() })
  .meta({ id: 'Member' });

/** The answer of `GET /api/members`, the oldest first. */
export const memberList = z.strictObject({ data: z.array(memberResource) }).meta({ id: 'MemberList' });

/** Somebody who was asked to belong to it. */
export const invitationResource = z
  .strictObject({
    id: z.string().regex(/^inv_[0-9a-z]+$/),
    email: z.string(),
    role: z.enum(memberRoles),
    created_at: z.iso.datetime(),
    expires_at: z.iso.datetime(),
  })
  .meta({ id: 'Invitation' });

/** The answer of `GET /api/invitations`: those that are neither accepted nor over, newest first. */
export const invitationList = z.strictObject({ data: z.array(invitationResource) }).meta({ id: 'InvitationList' });

export type SetMemberRoleParameters = z.output<typeof setMemberRole>;
export type InviteMemberParameters = z.output<typeof inviteMember>;
export type MemberResource = z.output<typeof memberResource>;
export type MemberList = z.output<typeof memberList>;
export type InvitationResource = z.output<typeof invitationResource>;
export type InvitationList = z.output<typeof invitationList>;
