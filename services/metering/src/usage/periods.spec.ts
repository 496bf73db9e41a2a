import { UsageBucket } from '@imageai/contracts/metering';
import { describe, expect, it } from '@jest/globals';
import { periodsOf } from './periods.js';

const { USAGE_BUCKET_HOUR, USAGE_BUCKET_DAY, USAGE_BUCKET_MONTH, USAGE_BUCKET_UNSPECIFIED } = UsageBucket;
const starts = (bucket: UsageBucket, start: string, end: string): string[] =>
  periodsOf(bucket, new Date(start), new Date(end)).periods.map((period) => period.start.toISOString().slice(0, 13));

it('begins where hours, days and months of UTC begin, whatever the zone of what was asked', () => {
  expect(starts(USAGE_BUCKET_HOUR, '2026-11-30T23:30:00+05:30', '2026-11-30T18:00:01Z')).toEqual(['2026-11-30T18']);
  expect(starts(USAGE_BUCKET_DAY, '2026-11-30T23:30:00-05:00', '2026-12-02T00:00:00Z')).toEqual(['2026-12-01T00']);
  expect(starts(USAGE_BUCKET_UNSPECIFIED, '2026-11-30', '2026-12-01')).toEqual(['2026-11-30T00']);
});

describe('the calendar', () => {
  it('has a 29 February in leap years alone', () => {
    const lastDays = (year: number) => starts(USAGE_BUCKET_DAY, `${year}-02-28`, `${year}-03-02`).length;
    expect([2027, 2028, 2100].map(lastDays)).toEqual([2, 3, 2]);
  });

  it('goes from one year to the next, month by month, though months differ in length', () => {
    expect(starts(USAGE_BUCKET_MONTH, '2027-11-30', '2028-03-01T00:00:00.001Z')).toEqual([
      '2027-11-01T00',
      '2027-12-01T00',
      '2028-01-01T00',
      '2028-02-01T00',
      '2028-03-01T00',
    ]);
  });

  it('has periods that follow each other without gap', () => {
    const { periods } = periodsOf(USAGE_BUCKET_DAY, new Date('2027-12-30'), new Date('2028-03-02'));
    for (const [index, { start }] of periods.slice(1).entries()) expect(start).toEqual(periods[index]?.end);
  });
});

it.each([
  [USAGE_BUCKET_HOUR, '2026-10-01', '2026-11-01', '2026-11-01T00:00:00.001Z'],
  [USAGE_BUCKET_DAY, '2028-01-01', '2029-01-01', '2029-01-01T00:00:00.001Z'],
  [USAGE_BUCKET_MONTH, '2020-01-01', '2030-01-01', '2030-01-01T00:00:00.001Z'],
])('bucket %s answers as much as it may and no more', (bucket, start, end, tooFar) => {
  expect(starts(bucket, start, end).length).toBeGreaterThan(100);
  expect(() => starts(bucket, start, tooFar)).toThrow(
    expect.objectContaining({ code: 'parameter_invalid', param: 'end' }),
  );
});

it.each([
  [{}, 'start'],
  [{ start: new Date(0) }, 'end'],
  [{ start: new Date(0), end: new Date(0) }, 'end'],
  [{ start: new Date(1), end: new Date(0) }, 'end'],
])('%j is refused for its %s', (asked: { start?: Date; end?: Date }, param) => {
  expect(() => periodsOf(USAGE_BUCKET_DAY, asked.start, asked.end)).toThrow(expect.objectContaining({ param }));
});
