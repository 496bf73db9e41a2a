import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { defaultPolicyPath } from './default-policy.js';
import { Moderator } from './moderator.js';
import { parsePolicy } from './policy.js';

const anyone = { accountId: 'acc_1', plan: 'starter' };
const linesOf = (name: string): string[] =>
  readFileSync(new URL(`../fixtures/${name}.txt`, import.meta.url), 'utf8')
    .split('\n')
    .filter((line) => line !== '');

const policy = (parts: object) =>
  new Moderator(parsePolicy({ version: 1, categories: { violence: { terms: ['kill', 'gore'] } }, ...parts }, 'test'));

describe('the default policy', () => {
  const moderator = new Moderator(parsePolicy(JSON.parse(readFileSync(defaultPolicyPath, 'utf8')), defaultPolicyPath));

  test('catches at least 95 % of a list of evasions', () => {
    const evasions = linesOf('evasions');
    const missed = evasions.filter((prompt) => moderator.find(prompt, anyone) === undefined);
    expect({ missed, caught: 1 - missed.length / evasions.length >= 0.95 }).toMatchObject({ caught: true });
  });

  test('refuses at most 1 % of a list of innocent prompts', () => {
    const innocents = linesOf('innocents');
    const refused = innocents.flatMap((prompt) => {
      const finding = moderator.find(prompt, anyone);
      return finding === undefined ? [] : [`${prompt}: ${finding.rule}`];
    });
    expect({ refused, few: refused.length / innocents.length <= 0.01 }).toMatchObject({ few: true });
  });

  test('names the category that matters most where several apply', () => {
    expect(moderator.find('a nude child', anyone)?.category).toBe('sexual/minors');
  });
});

describe('a policy', () => {
  test('finds whole words and their plurals, never parts of words', () => {
    expect(policy({}).find('two kills', anyone)).toEqual({ category: 'violence', rule: 'kill' });
    expect(policy({}).find('a skilled, killjoy carpenter in Kilkenny', anyone)).toBeUndefined();
  });

  test('looks for nothing inside an allowed phrase, and goes on looking beside it', () => {
    const moderator = policy({ categories: { violence: { terms: ['killer', 'gore'] } }, allow: ['killer whale'] });
    expect(moderator.find('a killer whale', anyone)).toBeUndefined();
    expect(moderator.find('a killer whale, gore', anyone)?.rule).toBe('gore');
    expect(moderator.find('a k1ller whale', anyone)?.rule).toBe('killer');
  });

  test('finds terms of several lists wherever they stand', () => {
    const together = { violence: { together: [[['knife', 'axe'], ['blood']]] } };
    expect(policy({ categories: together }).find('blood on the old axe', anyone)?.rule).toBe('axe + blood');
    expect(policy({ categories: together }).find('an old axe', anyone)).toBeUndefined();
  });

  test('looks with patterns at the folded text, digits read as letters too', () => {
    const moderator = policy({ categories: { violence: { patterns: ['\\bhurt (a|the) dog\\b'] } } });
    expect(moderator.find('HÜRT the D0G!', anyone)?.category).toBe('violence');
  });

  test('can leave out categories for a plan and for an account', () => {
    const moderator = policy({
      plans: { enterprise: { skip: ['violence'] } },
      accounts: { acc_2: { skip: ['violence'] } },
    });
    expect(moderator.find('gore', anyone)).toBeDefined();
    expect(moderator.find('gore', { accountId: 'acc_1', plan: 'enterprise' })).toBeUndefined();
    expect(moderator.find('gore', { accountId: 'acc_2', plan: 'starter' })).toBeUndefined();
  });

  test('takes no time to speak of for the longest and most ambiguous prompt', () => {
    const worst = '1!|'.repeat(333);
    expect(policy({}).find(`k${worst}`, anyone)).toBeUndefined();
    expect(policy({}).find('n u '.repeat(250), anyone)).toBeUndefined();
  });
});

describe('a policy file that is wrong', () => {
  test.each([
    ['an unknown key', { allowed: [] }, /Unrecognized key: "allowed"/],
    [
      'a pattern that is none',
      { categories: { a: { patterns: ['('] } } },
      /categories.a.patterns.0: must be a regular/,
    ],
    ['no category', { categories: {} }, /must name at least one category/],
    ['a plan that skips what is no category', { plans: { starter: { skip: ['x'] } } }, /starter skips "x"/],
    ['a plan that is none', { plans: { gold: { skip: [] } } }, /plans/],
    [
      'a label that stands for no category',
      { labels: { toxic: { category: 'hate', threshold: 0.5 } } },
      /label "toxic" stands for "hate", which is no category/,
    ],
    [
      'a threshold that every prompt passes',
      { labels: { toxic: { category: 'violence', threshold: 0 } } },
      /labels\.toxic\.threshold/,
    ],
    ['another version', { version: 2 }, /version/],
  ])('is refused for %s, with the place', (_, parts, message) => {
    expect(() => policy(parts)).toThrow(message);
  });
});
