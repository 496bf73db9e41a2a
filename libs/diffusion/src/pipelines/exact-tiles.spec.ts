import { describe, expect, it } from '@jest/globals';
import { exactTiles } from './exact-tiles.js';

const sizes = [8, 12, 16, 24, 30].flatMap((height) => [8, 16, 30].map((width) => ({ height, width })));

describe('exact tiles', () => {
  it.each(sizes)('of $height x $width cells cover every cell once and see their margin', ({ height, width }) => {
    const tiles = exactTiles({ height, width }, 8);
    const covered = new Uint8Array(height * width);
    for (const { rows, columns } of tiles) {
      for (let y = rows.from; y < rows.to; y++)
        for (let x = columns.from; x < columns.to; x++) covered[y * width + x] = (covered[y * width + x] ?? 0) + 1;
      for (const [span, length] of [
        [rows, height],
        [columns, width],
      ] as const) {
        const cut = span.from > 0 || span.to < length;
        if (cut) expect([span.low, span.high]).toEqual([Math.max(0, span.from - 8), Math.min(length, span.to + 8)]);
        expect(span.low).toBeLessThanOrEqual(span.from);
        expect(span.high).toBeGreaterThanOrEqual(span.to);
      }
    }
    expect(new Set(covered)).toEqual(new Set([1]));
  });

  it('are four for the largest image, and one for a megapixel', () => {
    expect(exactTiles({ height: 30, width: 30 }, 8)).toHaveLength(4);
    expect(exactTiles({ height: 16, width: 16 }, 8)).toHaveLength(1);
  });

  it('are not made where nobody knows what the decoder sees, or where they would be no smaller', () => {
    expect(exactTiles({ height: 64, width: 64 })).toHaveLength(1);
    expect(exactTiles({ height: 30, width: 30 }, 30)).toHaveLength(1);
  });
});
