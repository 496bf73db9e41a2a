/** A lane that takes part in the turns. */
export interface Weighted {
  readonly weight: number;
  /** What it has in hand; the highest is next. */
  credit: number;
}

/** Who would be next, best first, if all of them had something. */
export const inTurn = <Lane extends Weighted>(lanes: readonly Lane[]): Lane[] =>
  lanes.toSorted((a, b) => b.credit + b.weight - (a.credit + a.weight));

/**
 * Settles a turn (smooth weighted round robin, as nginx does it): every lane that takes part earns its weight, and the
 * one that was served pays for all. Lanes that had nothing neither earn nor keep anything: waiting work is what counts.
 */
export function settleTurn<Lane extends Weighted>(
  served: Lane,
  waiting: readonly Lane[],
  empty: readonly Lane[],
): void {
  for (const lane of empty) lane.credit = 0;
  const all = new Set([served, ...waiting]);
  let paid = 0;
  for (const lane of all) {
    lane.credit += lane.weight;
    paid += lane.weight;
  }
  served.credit -= paid;
}
