import { z } from 'zod';
import { plainText } from './text.js';
import { memberRoles } from './vocabulary.js';

const email = plainText(254).describe('An e-mail address; compared without case.');
/** Judged by auth where one is chosen: here it only has to be text. */
const password = plainText(1000);
const newPassword = password.describe('10 to 200 characters.');
const token = plainText(200).describe('What stands behind `#token=` in the link of the mail.');
const personName = plainText(200);

/** The body of `POST /api/auth/sign-up`. */
export const signUp = z
  .strictObject({ email, password: newPassword, name: personName.describe('What the person is called.') })
  .meta({ id: 'SignUp' });

/** The body of `POST /api/auth/verify-email`. */
export const verifyEmail = z
  .strictObject({ token, password: password.describe('The one that was chosen at the sign-up.') })
  .meta({ id: 'VerifyEmail' });

/** The body of `POST /api/auth/sign-in`. */
export const signIn = z.strictObject({ email, password }).meta({ id: 'SignIn' });

/** The body of `POST /api/auth/request-password-reset`. */
export const requestPasswordReset = z.strictObject({ email }).meta({ id: 'RequestPasswordReset' });

/** The body of `POST /api/auth/reset-password`. */
export const resetPassword = z.strictObject({ token, password: newPassword }).meta({ id: 'ResetPassword' });

/** The body of `POST /api/auth/change-password`. */
export const changePassword = z
  .strictObject({ current_password: password, new_password: newPassword })
  .meta({ id: 'ChangePassword' });

/** The body of `POST /api/auth/accept-invitation`, for somebody who has no user yet. */
export const joinAsNewcomer = z
  .strictObject({ token, name: personName.describe('What the person is called.'), password: newPassword })
  .meta({ id: 'JoinAsNewcomer' });

/** The body of `POST /api/invitations/accept`, for somebody who is signed in. */
export const joinAsUser = z.strictObject({ token }).meta({ id: 'JoinAsUser' });

/** A person who signs in. */
export const userResource = z
  .strictObject({
    id: z.string().regex(/^user_[0-9a-z]+$/),
    email: z.string(),
    name: z.string(),
    created_at: z.iso.datetime(),
  })
  .meta({ id: 'User' });

/** An account as one of its members sees it. */
export const membershipResource = z
  .strictObject({
    account_id: z
      .string()
      .regex(/^acct_[0-9a-z]+$/)
      .describe('Sent as `x-account-id`, it says which account a request is for.'),
    account_name: z.string(),
    role: z.enum(memberRoles),
    suspended: z.boolean().describe('An operator stopped the account.'),
  })
  .meta({ id: 'Membership' });

/** Who is signed in, and what the page has to know. */
export const currentSession = z
  .strictObject({
    session_id: z.string().regex(/^ses_[0-9a-z]+$/),
    user: userResource,
    memberships: z.array(membershipResource).describe('Oldest first; the first is meant where no account is named.'),
    csrf_token: z
      .string()
      .describe('To be sent as `x-csrf-token` with every request that changes something. The same in every tab.'),
  })
  .meta({ id: 'CurrentSession' });

/** A browser that somebody signed in with. */
export const sessionResource = z
  .strictObject({
    id: z.string().regex(/^ses_[0-9a-z]+$/),
    created_at: z.iso.datetime(),
    last_seen_at: z.iso.datetime().describe('To the minute.'),
    expires_at: z.iso.datetime().describe('When it ends whatever happens; unused, it ends earlier.'),
    address: z.string().describe('The IP address that it began at.'),
    user_agent: z.string(),
    method: z.string().describe('`password`, or the provider that vouched.'),
    current: z.boolean().describe('It is the one that asks.'),
  })
  .meta({ id: 'Session' });

/** The answer of `GET /api/auth/sessions`, the latest used first. */
export const sessionList = z.strictObject({ data: z.array(sessionResource) }).meta({ id: 'SessionList' });

/** The answer of `DELETE /api/auth/sessions`. */
export const revokedSessions = z
  .strictObject({ revoked: z.int().min(0).describe('How many went on until now.') })
  .meta({ id: 'RevokedSessions' });

/** The answer of `GET /api/auth/providers`. */
export const signInProviderList = z
  .strictObject({
    data: z.array(
      z.strictObject({
        name: z.string().describe('In URLs: `/api/auth/sign-in/{name}`.'),
        label: z.string().describe('On buttons.'),
      }),
    ),
  })
  .meta({ id: 'SignInProviderList' });

export type SignUpParameters = z.output<typeof signUp>;
export type VerifyEmailParameters = z.output<typeof verifyEmail>;
export type SignInParameters = z.output<typeof signIn>;
export type RequestPasswordResetParameters = z.output<typeof requestPasswordReset>;
export type ResetPasswordParameters = z.output<typeof resetPassword>;
export type ChangePasswordParameters = z.output<typeof changePassword>;
export type JoinAsNewcomerParameters = z.output<typeof joinAsNewcomer>;
export type JoinAsUserParameters = z.output<typeof joinAsUser>;
export type UserResource = z.output<typeof userResource>;
export type MembershipResource = z.output<typeof membershipResource>;
export type CurrentSession = z.output<typeof currentSession>;
export type SessionResource = z.output<typeof sessionResource>;
export type SessionList = z.output<typeof sessionList>;
export type RevokedSessions = z.output<typeof revokedSessions>;
export type SignInProviderList = z.output<typeof signInProviderList>;
