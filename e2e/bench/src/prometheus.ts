/** Sum and count of a histogram, over all its labels. */
export interface HistogramTotals {
  readonly sum: number;
  readonly count: number;
  /** Upper bound in seconds to the observations at or below it. */
  readonly buckets: ReadonlyMap<number, number>;
}

/** Reads one histogram from a service's /metrics. */
export async function readHistogram(healthPort: number, name: string): Promise<HistogramTotals> {
  const text = await (await fetch(`http://127.0.0.1:${healthPort}/metrics`)).text();
  const buckets = new Map<number, number>();
  let sum = 0;
  let count = 0;
  for (const line of text.split('\n')) {
    if (!line.startsWith(name)) continue;
    const value = Number(line.slice(line.lastIndexOf(' ') + 1));
    if (line.startsWith(`${name}_sum`)) sum += value;
    else if (line.startsWith(`${name}_count`)) count += value;
    else {
      const bound = Number(/le="([^"]+)"/.exec(line)?.[1]?.replace('+Inf', 'Infinity'));
      buckets.set(bound, (buckets.get(bound) ?? 0) + value);
    }
  }
  return { sum, count, buckets };
}

/** The difference of two readings. */
export function since(before: HistogramTotals, after: HistogramTotals): HistogramTotals {
  return {
    sum: after.sum - before.sum,
    count: after.count - before.count,
    buckets: new Map([...after.buckets].map(([bound, value]) => [bound, value - (before.buckets.get(bound) ?? 0)])),
  };
}

/** A quantile in seconds, interpolated inside its bucket as Prometheus does. */
export function histogramQuantile({ buckets, count }: HistogramTotals, share: number): number {
  const rank = share * count;
  let lowerBound = 0;
  let below = 0;
  for (const [bound, cumulative] of [...buckets].sort(([a], [b]) => a - b)) {
    if (cumulative >= rank) {
      if (!Number.isFinite(bound)) return lowerBound;
      return lowerBound + (bound - lowerBound) * ((rank - below) / Math.max(1, cumulative - below));
    }
    lowerBound = bound;
    below = cumulative;
  }
  return lowerBound;
}
