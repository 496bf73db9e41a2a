import type { KeyResource } from '../api-key-resource.js';
import type { AuditEntryResource } from '../audit-resource.js';
import type { InvitationResource, MemberResource } from '../member-resource.js';
import type { CurrentSession, SessionResource } from '../session-resource.js';

// Answers on people, keys and accounts as the document shows them; a test holds each against its schema.

export const exampleLinkToken = 'q3Zr8yV0mJ1t6Yw2bX4nK7sD9fG5hL0p';

export const exampleCurrentSession: CurrentSession = {
  session_id: 'ses_01kb3v8m4x1q7z5c9w2h6t0rdny8f4jgskem',
  user: {
    id: 'user_01kb3v8m4y5r8c2x7q9h1w0tdnz6f3jgsmke',
    email: 'ada@example.com',
    name: 'Ada',
    created_at: '2026-11-22T17:40:07.250Z',
  },
  memberships: [
    {
      account_id: 'acct_01kb3v8m4z9q2x6c0w5h7trdn1y8f4jgsekm',
      account_name: 'Ada',
      role: 'owner',
      suspended: false,
    },
  ],
  csrf_token: '0uW6vJpQ2rX8sYtZ1aB3cD4eF5gH7iK9lM0nO2pQ4rS',
};

export const exampleSession: SessionResource = {
  id: exampleCurrentSession.session_id,
  created_at: '2026-11-22T17:40:07.250Z',
  last_seen_at: '2026-11-22T18:02:00.000Z',
  expires_at: '2026-12-22T17:40:07.250Z',
  address: '203.0.113.7',
  user_agent: 'Mozilla/5.0',
  method: 'password',
  current: true,
};

export const exampleKeySecret = 'iai_live_…';

export const exampleKey: KeyResource = {
  id: 'key_01kb3v8m508c4x1q7z5w9h2t6rdny0f4jgse',
  name: 'The shop',
  prefix: 'iai_live_Ab3d',
  scopes: ['generate', 'read'],
  created_at: '2026-11-22T17:40:07.250Z',
  expires_at: null,
  last_used_at: '2026-11-22T18:02:00.000Z',
  revoked_at: null,
  revocation_reason: null,
  successor_id: null,
  requests_per_minute: null,
  images_per_month: null,
  allowed_origins: [],
  allowed_addresses: [],
};

export const exampleMember: MemberResource = {
  user: exampleCurrentSession.user,
  role: 'developer',
  created_at: '2026-11-22T17:40:07.250Z',
};

export const exampleInvitation: InvitationResource = {
  id: 'inv_01kb3v8m517d9q2x6c0w5h7trdn1y8f4jgse',
  email: 'bob@example.com',
  role: 'developer',
  created_at: '2026-11-22T17:40:07.250Z',
  expires_at: '2026-11-29T17:40:07.250Z',
};

export const exampleAuditEntry: AuditEntryResource = {
  id: '4711',
  occurred_at: '2026-11-22T17:40:07.250Z',
  actor_kind: 'user',
  actor_id: exampleCurrentSession.user.id,
  action: 'key.create',
  target_id: exampleKey.id,
  address: '203.0.113.7',
  request_id: 'req_01kb3v8m4q9d7n2f5x0zjw8c4hty6r1mkspe',
  details: { name: 'The shop', prefix: exampleKey.prefix },
};
