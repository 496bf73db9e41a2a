import type { ActionScope } from '@imageai/api';
import type { RoleKey } from '../db/schema.js';

/** What somebody can be to an account, to a user, or to the platform. */
export const roles = [
  'owner',
  'developer',
  'billing',
  'viewer',
  'self',
  'key:manage',
  'key:read',
  'key:generate',
  'operator',
  'service',
  'anonymous',
] as const;
export type Role = (typeof roles)[number];

/** Whether what is acted on belongs to who acts. What belongs to nobody is foreign to all. */
export type Relation = 'own' | 'foreign';

interface Rule {
  readonly own: readonly Role[];
  readonly foreign: readonly Role[];
}

const people = roles.filter((role) => role !== 'service');
const everybody: Rule = { own: people, foreign: people };
const operators: Rule = { own: [], foreign: ['operator'] };
/** What follows from another act, and is only ever found in the audit log. */
const nobody: Rule = { own: [], foreign: [] };
const by = (...own: readonly Role[]): Rule => ({ own, foreign: ['operator'] });

/** Who may do what: every RPC that acts on accounts, users or their things names one of these. */
export const policy = {
  'plan.list': everybody,
  'plan.set_limits': operators,
  'account.get': by('owner', 'developer', 'billing', 'viewer', 'key:manage', 'key:read'),
  'account.create': operators,
  'account.claim': nobody,
  'account.list': operators,
  'account.set_plan': operators,
  'account.set_overrides': operators,
  'account.suspend': operators,
  'account.set_image_settings': by('owner'),
  'account.delete': by('owner'),
  'account.confirm_deletion': { own: [], foreign: ['service'] },
  'account.deletion_report': operators,
  'key.list': by('owner', 'developer', 'viewer', 'key:manage'),
  'key.create': by('owner', 'developer', 'key:manage'),
  'key.rotate': by('owner', 'developer', 'key:manage'),
  'key.revoke': by('owner', 'developer', 'key:manage'),
  'key.report': everybody,
  'audit.list': by('owner'),
  'audit.record': operators,
  'member.list': by('owner', 'developer', 'billing', 'viewer'),
  'member.set_role': by('owner'),
  'member.remove': by('owner'),
  'member.leave': { own: ['owner', 'developer', 'billing', 'viewer'], foreign: [] },
  'member.invite': by('owner'),
  'invitation.list': by('owner'),
  'invitation.revoke': by('owner'),
  'invitation.accept': everybody,
  'provider.list': everybody,
  'session.sign_in': everybody,
  'session.begin': everybody,
  'session.complete': everybody,
  'session.verify': everybody,
  'session.sign_out': everybody,
  'session.list': by('self'),
  'session.revoke': by('self'),
  'user.sign_up': everybody,
  'user.create': everybody,
  'user.link_provider': nobody,
  'user.request_reset': everybody,
  'user.reset_password': everybody,
  'user.change_password': { own: ['self'], foreign: [] },
} as const satisfies Record<string, Rule>;

export type Action = keyof typeof policy;

/** What a member may do with images: the scopes of a key that would be theirs. */
export const scopesOfRole: Readonly<Record<RoleKey, readonly ActionScope[]>> = {
  owner: ['generate', 'read', 'manage'],
  developer: ['generate', 'read', 'manage'],
  billing: ['read'],
  viewer: ['read'],
};

/** Whether any of the roles that somebody has allows an act. */
export const isAllowed = (action: Action, held: readonly Role[], relation: Relation): boolean => {
  const allowed: readonly Role[] = policy[action][relation];
  return held.some((role) => allowed.includes(role));
};
