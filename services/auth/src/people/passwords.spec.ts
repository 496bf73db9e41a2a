import { expect, it } from '@jest/globals';
import { checkPassword, Passwords } from './passwords.js';

const passwords = new Passwords();

it('are kept as argon2id with the memory and passes that are asked for, and never the same twice', async () => {
  const [one, two] = await Promise.all([
    passwords.hash('correct horse battery'),
    passwords.hash('correct horse battery'),
  ]);
  expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  expect(one).not.toBe(two);
});

it('are right or wrong, however their characters are composed', async () => {
  const stored = await passwords.hash('naïve passphrase');
  expect(await passwords.isRight('naïve passphrase'.normalize('NFD'), stored)).toBe(true);
  expect(await passwords.isRight('naive passphrase', stored)).toBe(false);
});

it('of nobody are never right, not even the one that is compared with', async () => {
  for (const password of ['', 'x', 'the password of nobody']) {
    expect(await passwords.isRight(password, null)).toBe(false);
    expect(await passwords.isRight(password, undefined)).toBe(false);
  }
});

it('that are chosen have 10 to 200 characters', () => {
  expect(checkPassword('x'.repeat(10))).toBe('x'.repeat(10));
  expect(checkPassword('😀'.repeat(200))).toHaveLength(400);
  for (const bad of ['', 'x'.repeat(9), 'x'.repeat(201)]) {
    expect(() => checkPassword(bad)).toThrow(expect.objectContaining({ param: 'password' }));
  }
});
