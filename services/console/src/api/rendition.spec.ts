import { describe, expect, it } from '@jest/globals';
import { rendition, thumbnail } from './rendition.js';

describe('a rendition', () => {
  it('as a thumbnail is a small WebP, whatever the format of the picture is', () => {
    expect(thumbnail('http://cdn.example/img_1.png', 256)).toBe('http://cdn.example/img_1.webp?w=256');
  });

  it('of a private picture has its signature', () => {
    const signed = 'http://cdn.example/img_1.png?expires=1&signature=x';
    expect(rendition(signed, 1024, 'avif')).toBe('http://cdn.example/img_1.avif?expires=1&signature=x&w=1024');
  });
});
