import { describe, expect, it } from '@jest/globals';
import { fingerprintOf } from './fingerprint.js';

const hex = (text: string): string => fingerprintOf(JSON.parse(text)).toString('hex');

describe('the fingerprint of a body', () => {
  it('is the same however the body was written', () => {
    const plain = hex('{"prompt":"a lake","guidance_scale":7.5,"n":2}');
    expect(hex('{ "n": 2, "guidance_scale": 7.50, "prompt": "a\\u0020lake", "seed": null }')).toBe(plain);
  });

  it.each([
    ['{"prompt":"a"}', '{"prompt":"b"}'],
    ['{"prompt":"a"}', '{"prompt":"a","n":1}'],
    ['{"prompt":"a","seed":1}', '{"prompt":"a","seed":"1"}'],
    ['{"a":["b"]}', '{"a":{"0":"b"}}'],
    ['{"a":["b","c"]}', '{"a":["c","b"]}'],
    ['{"a":{"b":1}}', '{"a":[["b",1]]}'],
  ])('tells %s and %s apart', (one, other) => expect(hex(one)).not.toBe(hex(other)));
});
