import { expect, it } from '@jest/globals';
import { type Action, policy, type Role, roles, scopesOfRole } from './policy.js';

const entries = Object.entries(policy) as [Action, { own: readonly Role[]; foreign: readonly Role[] }][];
/** Acts that are open to strangers are open to all people, and change nothing by who asks. */
const isOpen = (foreign: readonly Role[]): boolean => foreign.includes('anonymous');
const reading = /\.(list|get|verify)$/;

it('nobody but operators and services acts on what is foreign, where not everybody may', () => {
  for (const [action, { foreign }] of entries) {
    if (isOpen(foreign)) expect([action, foreign]).toEqual([action, roles.filter((role) => role !== 'service')]);
    else expect([action, foreign.filter((role) => role !== 'operator' && role !== 'service')]).toEqual([action, []]);
  }
});

it('billing, viewers, and keys without the scope "manage" change nothing of an account but their own membership', () => {
  for (const [action, { own, foreign }] of entries) {
    if (isOpen(foreign) || reading.test(action) || action === 'member.leave') continue;
    for (const role of ['billing', 'viewer', 'key:read', 'key:generate'] as const) {
      expect([action, own.includes(role) ? role : '']).toEqual([action, '']);
    }
  }
});

it('owners may do to their account all that any other member or key may', () => {
  for (const [action, { own }] of entries) {
    const others = own.filter((role) => role !== 'self');
    if (others.length > 0) expect([action, own.includes('owner')]).toEqual([action, true]);
  }
});

it('plans, limits and suspensions are for operators alone', () => {
  for (const action of ['account.set_plan', 'account.set_overrides', 'account.suspend', 'account.list'] as const) {
    expect(policy[action]).toEqual({ own: [], foreign: ['operator'] });
  }
});

it('members who may not make keys may not generate by their session either', () => {
  const keyMakers: readonly Role[] = policy['key.create'].own;
  for (const role of ['owner', 'developer', 'billing', 'viewer'] as const) {
    expect(scopesOfRole[role].includes('generate')).toBe(keyMakers.includes(role));
  }
});
