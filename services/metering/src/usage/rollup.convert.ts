import { UsageGrouping, type UsagePeriod, type UsageSums } from '@imageai/contracts/metering';
import { invalid } from '../checks.js';
import type { Period } from './periods.js';
import type { GroupColumn, UsageRow } from './rollup.repository.js';

const columns: ReadonlyMap<UsageGrouping, GroupColumn | undefined> = new Map([
  [UsageGrouping.USAGE_GROUPING_UNSPECIFIED, undefined],
  [UsageGrouping.USAGE_GROUPING_KEY, 'key_id'],
  [UsageGrouping.USAGE_GROUPING_STYLE, 'style'],
  [UsageGrouping.USAGE_GROUPING_SIZE, 'size'],
  [UsageGrouping.USAGE_GROUPING_MODEL, 'model'],
]);

export function groupColumn(groupBy: UsageGrouping): GroupColumn | undefined {
  if (columns.has(groupBy)) return columns.get(groupBy);
  throw invalid('group_by', 'group_by must be key, style, size or model.');
}

export const toSums = (row: Pick<UsageRow, 'images' | 'given_back' | 'requests'>): UsageSums => ({
  images: row.images,
  givenBack: row.given_back,
  requests: row.requests,
});

export const sumOf = (parts: readonly UsageSums[]): UsageSums => ({
  images: parts.reduce((sum, { images }) => sum + images, 0),
  givenBack: parts.reduce((sum, { givenBack }) => sum + givenBack, 0),
  requests: parts.reduce((sum, { requests }) => sum + requests, 0),
});

/** Every period, also those of which there are no rows. */
export function toPeriods(periods: readonly Period[], rows: readonly UsageRow[], grouped: boolean): UsagePeriod[] {
  const byStart = Map.groupBy(rows, (row) => row.starts_at.getTime());
  return periods.map(({ start, end }) => {
    const groups = (byStart.get(start.getTime()) ?? []).map((row) => ({ name: row.name, sums: toSums(row) }));
    return { start, end, sums: sumOf(groups.map(({ sums }) => sums)), groups: grouped ? groups : [] };
  });
}
