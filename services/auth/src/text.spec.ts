import { describe, expect, it } from '@jest/globals';
import { checkEmail, checkText } from './text.js';

describe('an e-mail address', () => {
  it.each(['ada@example.com', 'a.b+c@mail.example.co.uk', 'demo@localhost', ' ada@example.com '])(
    'may be "%s"',
    (text) => {
      expect(checkEmail(text)).toBe(text.trim());
    },
  );

  it.each(['', '@', 'ada', 'ada@', '@example.com', 'ada@example', 'a@b@c.de', 'a b@c.de', 'a@b.c\nd'])(
    'may not be "%s"',
    (text) => {
      expect(() => checkEmail(text)).toThrow(expect.objectContaining({ code: 'parameter_invalid', param: 'email' }));
    },
  );
});

it('takes text within its length, trimmed, in any script, without control characters', () => {
  const length = { min: 1, max: 5 };
  expect(checkText(' Zoë ', 'name', length)).toBe('Zoë');
  expect(checkText('名前', 'name', length)).toBe('名前');
  for (const bad of ['', '  ', 'abcdef', 'a\u0000', 'a\u001bb']) {
    expect(() => checkText(bad, 'name', length)).toThrow(expect.objectContaining({ param: 'name' }));
  }
});
