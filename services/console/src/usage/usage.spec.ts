import type { UsageReport } from '@imageai/client';
import { describe, expect, it } from '@jest/globals';
import { csvOf, queryOf, seriesOf } from './usage.js';

const period = (start: string, groups: Record<string, number>) => ({
  start,
  images: Object.values(groups).reduce((sum, images) => sum + images, 0),
  groups: Object.entries(groups).map(([name, images]) => ({ name, images })),
});
const report = (group_by: string | null, ...data: unknown[]) => ({ group_by, data }) as UsageReport;

describe('usage', () => {
  it('is asked for in days of the month, in the last 30 days, in the last 12 months', () => {
    const now = new Date('2027-01-15T12:00:00Z');
    expect(queryOf('month', 'none', now)).toEqual({ bucket: 'day' });
    expect(queryOf('days', 'key', now)).toEqual({ bucket: 'day', start: '2026-12-17', group_by: 'key' });
    expect(queryOf('year', 'style', now)).toEqual({ bucket: 'month', start: '2026-02-01', group_by: 'style' });
  });

  it('is told apart by groups, the largest first, and without those that made nothing', () => {
    const { names, rows } = seriesOf(
      report('style', period('1', { painting: 1, sketch: 0 }), period('2', { painting: 1, cartoon: 5 })),
    );
    expect(names).toEqual(['cartoon', 'painting']);
    expect(rows[1]?.images).toEqual({ painting: 1, cartoon: 5 });
  });

  it('is one group where none was asked for', () => {
    const { start, images } = period('1', { x: 3 });
    expect(seriesOf(report(null, { start, images, groups: null }))).toEqual({
      names: ['images'],
      rows: [{ start: '1', images: { images: 3 } }],
    });
  });

  it('is exported as CSV that a spreadsheet reads whatever groups are called', () => {
    const series = seriesOf(report('key', period('2026-11-01', { a: 2, b: 1 }), period('2026-11-02', {})));
    const csv = csvOf(series, (name) => (name === 'a' ? 'The "shop", mine' : name));
    expect(csv).toBe('From,"The ""shop"", mine",b\r\n2026-11-01,2,1\r\n2026-11-02,0,0');
  });
});
