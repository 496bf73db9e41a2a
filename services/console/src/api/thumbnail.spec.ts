import { describe, expect, it } from '@jest/globals';
import { thumbnail } from './thumbnail.js';

describe('a thumbnail', () => {
  it('is the picture as a small WebP, whatever its own format is', () => {
    expect(thumbnail('http://cdn.example/img_1.png', 256)).toBe('http://cdn.example/img_1.webp?w=256');
  });

  it('of a signed address is the picture itself: another address would not be signed', () => {
    const signed = 'http://cdn.example/img_1.png?expires=1&signature=x';
    expect(thumbnail(signed, 256)).toBe(signed);
  });
});
