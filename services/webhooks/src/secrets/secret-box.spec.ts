import { describe, expect, it } from '@jest/globals';
import { SecretBox } from './secret-box.js';
import { parseSecretKeys } from './secret-keys.js';

const [old, young] = ['a1'.repeat(32), 'b2'.repeat(32)];
const boxOf = (keys: string) => new SecretBox({ SECRET_KEYS: keys });
const secret = Buffer.from('what signatures are made with');

describe('a secret at rest', () => {
  it('opens to what it was, for its owner alone', () => {
    const box = boxOf(`one:${old}`);
    const sealed = box.seal(secret, 'we_1');
    expect(box.open(sealed, 'we_1')).toEqual(secret);
    expect(() => box.open(sealed, 'we_2')).toThrow();
  });

  it('holds nothing of the secret, and is another each time', () => {
    const box = boxOf(`one:${old}`);
    const [first, second] = [box.seal(secret, 'we_1'), box.seal(secret, 'we_1')];
    expect(first.bytes.includes(secret)).toBe(false);
    expect(first.bytes).not.toEqual(second.bytes);
  });

  it('does not open when a bit of it changed, or with another key of the same name', () => {
    const box = boxOf(`one:${old}`);
    const sealed = box.seal(secret, 'we_1');
    expect(() => boxOf(`one:${young}`).open(sealed, 'we_1')).toThrow();
    for (const at of [0, 15, sealed.bytes.length - 1]) {
      const bytes = Buffer.from(sealed.bytes);
      bytes[at] = (bytes[at] ?? 0) ^ 1;
      expect(() => box.open({ ...sealed, bytes }, 'we_1')).toThrow();
    }
  });

  it('stays readable while its key is configured, and new ones take the first key', () => {
    const sealed = boxOf(`one:${old}`).seal(secret, 'we_1');
    const rotated = boxOf(`two:${young},one:${old}`);
    expect(rotated.open(sealed, 'we_1')).toEqual(secret);
    expect(rotated.seal(secret, 'we_1').keyName).toBe('two');
    expect(() => boxOf(`two:${young}`).open(sealed, 'we_1')).toThrow('SECRET_KEYS has no key "one"');
  });
});

it.each(['', 'one', `one:${old.slice(2)}`, old, `one:${old},one:${young}`, `one:${old},`])(
  'keys that cannot be read are refused without showing them',
  (text) => {
    expect(() => parseSecretKeys(text)).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining('a1a1') }),
    );
  },
);
