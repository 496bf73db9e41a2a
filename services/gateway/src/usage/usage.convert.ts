import type { UsagePeriodResource, UsageQuery, UsageReport, UsageSumsResource } from '@imageai/api';
import {
  type GetUsageRequest,
  type GetUsageResponse,
  UsageBucket,
  UsageGrouping,
  type UsagePeriod,
  type UsageSums,
} from '@imageai/contracts/metering';
import { AppError } from '@imageai/errors';

const buckets: Readonly<Record<UsageQuery['bucket'], UsageBucket>> = {
  hour: UsageBucket.USAGE_BUCKET_HOUR,
  day: UsageBucket.USAGE_BUCKET_DAY,
  month: UsageBucket.USAGE_BUCKET_MONTH,
};
const groupings: Readonly<Record<NonNullable<UsageQuery['group_by']>, UsageGrouping>> = {
  key: UsageGrouping.USAGE_GROUPING_KEY,
  style: UsageGrouping.USAGE_GROUPING_STYLE,
  size: UsageGrouping.USAGE_GROUPING_SIZE,
  model: UsageGrouping.USAGE_GROUPING_MODEL,
};

/** The current month so far, where nothing else is asked for. */
export function toUsageRequest(accountId: string, query: UsageQuery, now: Date): GetUsageRequest {
  const { start, end, bucket, group_by } = query;
  return {
    accountId,
    start: start === undefined ? new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth())) : new Date(start),
    end: end === undefined ? now : new Date(end),
    bucket: buckets[bucket],
    groupBy: group_by === undefined ? UsageGrouping.USAGE_GROUPING_UNSPECIFIED : groupings[group_by],
  };
}

export function toUsageReport(query: UsageQuery, { periods, total }: GetUsageResponse): UsageReport {
  const data = periods.map((period) => toPeriod(period, query.group_by !== undefined));
  const [first, last] = [data[0], data.at(-1)];
  if (first === undefined || last === undefined) {
    throw new AppError('internal_error', { cause: new Error('metering sent no periods') });
  }
  const { bucket, group_by = null } = query;
  return { start: first.start, end: last.end, bucket, group_by, total: toSums(total), data };
}

function toPeriod({ start, end, sums, groups }: UsagePeriod, grouped: boolean): UsagePeriodResource {
  if (start === undefined || end === undefined) {
    throw new AppError('internal_error', { cause: new Error('metering sent a period without its time') });
  }
  return {
    start: start.toISOString(),
    end: end.toISOString(),
    ...toSums(sums),
    groups: grouped ? groups.map((group) => ({ name: group.name, ...toSums(group.sums) })) : null,
  };
}

export const toSums = (sums: UsageSums | undefined): UsageSumsResource => ({
  images: sums?.images ?? 0,
  images_given_back: sums?.givenBack ?? 0,
  requests: sums?.requests ?? 0,
});
