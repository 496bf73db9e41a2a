import type { LatentShape } from './denoiser.js';

/** What is decoded at once at the most, in latent cells: memory grows with it. */
const MAX_CELLS = 600;
/** Parts of each axis that are tried, fewer tiles first. */
const cuts = [1, 2, 3, 4]
  .flatMap((down) => [1, 2, 3, 4].map((across) => [down, across] as const))
  .sort(([a, b], [c, d]) => a * b - c * d);

type Size = Pick<LatentShape, 'height' | 'width'>;

/** A part of one axis, in cells: `from` to `to` is wanted, `low` to `high` has to be seen for it. */
export interface Span {
  readonly from: number;
  readonly to: number;
  readonly low: number;
  readonly high: number;
}

export interface ExactTile {
  readonly rows: Span;
  readonly columns: Span;
}

/**
 * Cuts what a decoder is given into as few tiles as memory allows, for a decoder that sees so many cells around a pixel
 * and no more: what it paints in tiles is what it paints at once.
 *
 * @param margin of what it sees, in cells; where it is not known, one tile is all there is
 */
export function exactTiles({ height, width }: Size, margin?: number): ExactTile[] {
  const { rows, columns } = fewest(height, width, margin);
  return rows.flatMap((row) => columns.map((column) => ({ rows: row, columns: column })));
}

function fewest(height: number, width: number, margin: number | undefined) {
  let best = { rows: cut(height, 1, 0), columns: cut(width, 1, 0) };
  if (margin === undefined) return best;
  for (const [down, across] of cuts) {
    if (cells(best) <= MAX_CELLS) break;
    const finer = { rows: cut(height, down, margin), columns: cut(width, across, margin) };
    if (cells(finer) < cells(best)) best = finer;
  }
  return best;
}

function cut(length: number, count: number, margin: number): Span[] {
  return Array.from({ length: count }, (_, index) => {
    const from = Math.floor((index * length) / count);
    const to = Math.floor(((index + 1) * length) / count);
    return { from, to, low: Math.max(0, from - margin), high: Math.min(length, to + margin) };
  });
}

/** Of the largest tile. */
const cells = ({ rows, columns }: { rows: readonly Span[]; columns: readonly Span[] }): number =>
  largest(rows) * largest(columns);

const largest = (spans: readonly Span[]): number => Math.max(...spans.map(({ low, high }) => high - low));
