import type { KeyResource, UsageReport } from '@imageai/client';
import { text } from '../text/index.js';

export const ranges = ['month', 'days', 'year'] as const;
export type Range = (typeof ranges)[number];
export const groupings = ['none', 'key', 'style', 'size', 'model'] as const;
export type Grouping = (typeof groupings)[number];

const dayMs = 86_400_000;

const { styles } = text.playground;

/** What is asked for a range, as of now. */
export function queryOf(range: Range, grouping: Grouping, now = new Date()) {
  const group = grouping === 'none' ? {} : { group_by: grouping };
  if (range === 'days') {
    return { ...group, bucket: 'day', start: new Date(now.getTime() - 29 * dayMs).toISOString().slice(0, 10) } as const;
  }
  if (range === 'month') return { ...group, bucket: 'day' } as const;
  const start = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - 11, 1)).toISOString().slice(0, 10);
  return { ...group, bucket: 'month', start } as const;
}

/** What stands for the images that no group was told of. */
const all = 'images';

export interface Series {
  /** Of each group, in the order of the whole. */
  readonly names: readonly string[];
  readonly rows: readonly { readonly start: string; readonly images: Readonly<Record<string, number>> }[];
}

/** A row a period and a number a group, the largest group first. */
export function seriesOf({ data, group_by }: UsageReport): Series {
  const rows = data.map(({ start, images, groups }) => ({
    start,
    images:
      group_by === null ? { [all]: images } : Object.fromEntries((groups ?? []).map((one) => [one.name, one.images])),
  }));
  const sums = new Map<string, number>();
  for (const row of rows) {
    for (const [name, images] of Object.entries(row.images)) sums.set(name, (sums.get(name) ?? 0) + images);
  }
  const names = [...sums].filter(([, sum]) => sum > 0).sort(([, a], [, b]) => b - a);
  return { names: names.map(([name]) => name), rows };
}

/** What a group is called: keys and styles by their names, the rest as it is. */
export function labelOf(name: string, keys: readonly KeyResource[]): string {
  if (name === all) return text.account.usage.images;
  if (name === '') return text.account.usage.without;
  if (name in styles) return styles[name as keyof typeof styles];
  const key = keys.find(({ id }) => id === name);
  if (key !== undefined) return key.name || `${key.prefix}…`;
  return name.startsWith('user_') ? text.account.usage.onSite : name;
}

const cell = (value: string): string =>
  /[",\n]/.test(value) || /^[=+\-@]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;

/** For a spreadsheet. */
export function csvOf({ names, rows }: Series, labels: (name: string) => string): string {
  const head = [text.account.usage.period, ...names.map(labels)];
  const lines = rows.map(({ start, images }) => [start, ...names.map((name) => String(images[name] ?? 0))]);
  return [head, ...lines].map((line) => line.map(cell).join(',')).join('\r\n');
}
