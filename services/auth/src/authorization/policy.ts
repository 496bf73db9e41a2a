/** What somebody can be to an account, to a user, or to the platform. */
export const roles = [
  'owner',
  'developer',
  'billing',
  'viewer',
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

const everybody: Rule = { own: roles, foreign: roles };
const operators: Rule = { own: [], foreign: ['operator'] };
const by = (...own: readonly Role[]): Rule => ({ own, foreign: ['operator'] });

/** Who may do what: every RPC that acts on accounts, users or their things names one of these. */
export const policy = {
  'plan.list': everybody,
  'account.get': by('owner', 'developer', 'billing', 'viewer', 'key:manage', 'key:read'),
  'account.create': operators,
  'account.list': operators,
  'account.set_plan': operators,
  'account.set_overrides': operators,
  'account.suspend': operators,
  'key.list': by('owner', 'developer', 'viewer', 'key:manage'),
  'key.create': by('owner', 'developer', 'key:manage'),
  'key.rotate': by('owner', 'developer', 'key:manage'),
  'key.revoke': by('owner', 'developer', 'key:manage'),
  'key.report': everybody,
  'audit.list': by('owner'),
} as const satisfies Record<string, Rule>;

export type Action = keyof typeof policy;

/** Whether any of the roles that somebody has allows an act. */
export const isAllowed = (action: Action, held: readonly Role[], relation: Relation): boolean => {
  const allowed: readonly Role[] = policy[action][relation];
  return held.some((role) => allowed.includes(role));
};
