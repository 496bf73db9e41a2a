import { UsageBucket } from '@imageai/contracts/metering';
import { invalid } from '../checks.js';

export type BucketName = 'hour' | 'day' | 'month';

interface Bucket {
  readonly name: BucketName;
  /** What an answer may hold at the most, and how that is said. */
  readonly most: number;
  readonly mostSaid: string;
}

export interface Period {
  readonly start: Date;
  readonly end: Date;
}

const day: Bucket = { name: 'day', most: 366, mostSaid: '366 days' };
const buckets: ReadonlyMap<UsageBucket, Bucket> = new Map([
  [UsageBucket.USAGE_BUCKET_UNSPECIFIED, day],
  [UsageBucket.USAGE_BUCKET_DAY, day],
  [UsageBucket.USAGE_BUCKET_HOUR, { name: 'hour', most: 31 * 24, mostSaid: '31 days' }],
  [UsageBucket.USAGE_BUCKET_MONTH, { name: 'month', most: 120, mostSaid: '120 months' }],
]);

/** The whole buckets of UTC that hold all from start to end, oldest first. */
export function periodsOf(asked: UsageBucket, start: Date | undefined, end: Date | undefined) {
  const bucket = buckets.get(asked);
  if (bucket === undefined) throw invalid('bucket', 'bucket must be hour, day or month.');
  if (start === undefined) throw invalid('start', 'start must be given.');
  if (end === undefined) throw invalid('end', 'end must be given.');
  if (end <= start) throw invalid('end', 'end must be after start.');
  const periods: Period[] = [];
  for (let from = startOf(bucket.name, start); from < end; from = nextOf(bucket.name, from)) {
    if (periods.length === bucket.most) {
      throw invalid('end', `end must be at most ${bucket.mostSaid} after start where bucket is ${bucket.name}.`);
    }
    periods.push({ start: from, end: nextOf(bucket.name, from) });
  }
  return { bucket: bucket.name, periods };
}

function startOf(bucket: BucketName, time: Date): Date {
  const start = new Date(time);
  start.setUTCMinutes(0, 0, 0);
  if (bucket !== 'hour') start.setUTCHours(0);
  if (bucket === 'month') start.setUTCDate(1);
  return start;
}

function nextOf(bucket: BucketName, start: Date): Date {
  const next = new Date(start);
  if (bucket === 'hour') next.setUTCHours(start.getUTCHours() + 1);
  if (bucket === 'day') next.setUTCDate(start.getUTCDate() + 1);
  if (bucket === 'month') next.setUTCMonth(start.getUTCMonth() + 1);
  return next;
}
