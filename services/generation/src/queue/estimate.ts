import { type LaneName, lanes } from '@imageai/contracts/subjects';

export interface LaneLoad {
  images: number;
  /** Megapixels times steps. */
  cost: number;
}

export type LaneWeights = Readonly<Record<LaneName, number>>;

/**
 * How long an image that joins a lane now waits. Everything ahead of it in its own lane comes first; while that is
 * served, each other lane gets its share by weight, but no more than it holds:
 * own + sum over others of min(load, own * weight / ownWeight), times the speed, over the workers.
 */
export function estimatedWaitMs(
  loads: Readonly<Record<LaneName, LaneLoad>>,
  weights: LaneWeights,
  lane: LaneName,
  msPerCost: number,
  workers: number,
): number {
  const own = loads[lane].cost;
  const others = lanes
    .filter((other) => other !== lane)
    .map((other) => Math.min(loads[other].cost, (own * weights[other]) / weights[lane]));
  return ((own + others.reduce((sum, cost) => sum + cost, 0)) * msPerCost) / workers;
}

/**
 * How long an image waits for others of its account: `concurrency` of them are made at once, however many workers are idle.
 * Of m ahead, k at once: floor(m / k) rounds of their mean cost, times the speed.
 */
export function accountWaitMs(own: LaneLoad, concurrency: number, msPerCost: number, workers: number): number {
  if (own.images === 0) return 0;
  const atOnce = Math.max(1, Math.min(concurrency, workers));
  return Math.floor(own.images / atOnce) * (own.cost / own.images) * msPerCost;
}
