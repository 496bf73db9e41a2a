import pg from 'pg';
import { atMost, type Result, reported } from './result.js';
import { quantile } from './statistics.js';
import { type BenchStack, withStack } from './with-stack.js';

const generations = 5_000_000;
const warmUp = 20;
const queries = 200;
const limitMs = 100;
const months = Array.from({ length: 12 }, (_, index) => `2025-${String(index + 1).padStart(2, '0')}`);

/** What a year of one busy account costs to ask for: ten keys, five styles and four sizes, all of them used every hour. */
export const usageQueries = (): Promise<Result[]> =>
  withStack(
    'null engine',
    async (stack) => {
      const database = new pg.Client({ connectionString: stack.postgresUrl });
      await database.connect();
      await database.query('set search_path to metering');
      const results = await fill(database, stack.accountId);
      await database.end();
      for (const asked of ['bucket=day&group_by=key', 'bucket=month&group_by=size', 'bucket=day']) {
        results.push(...(await timed(stack, asked)));
      }
      return results;
    },
    { READS_PER_MINUTE: '1000000' },
  );

/** Appends the year to the ledger, and lets the rollups be computed from it, as after a loss. */
async function fill(database: pg.Client, accountId: string): Promise<Result[]> {
  await database.query(
    `insert into ledger (account_id, month, kind, images, generation_id, image_id, key_id, reason, created_at,
       accepted_at, style, size, model)
     select $1, to_char(at at time zone 'UTC', 'YYYY-MM'), kind, 1, 'gen_bench_' || lpad(i::text, 8, '0'),
       case kind when 'reserved' then '' else 'img_bench_' || lpad(i::text, 8, '0') end, 'key_bench_' || i % 10,
       case kind when 'released' then 'failed' else '' end, at, case kind when 'reserved' then null else at end,
       (array['photorealistic', 'painting', 'cartoon', 'sketch', 'abstract'])[i / 10 % 5 + 1],
       (array['512x512', '768x768', '1024x1024', '1920x1080'])[i / 50 % 4 + 1], 'imageai-1'
     from generate_series(0, $2::int - 1) i
     cross join lateral (select timestamptz '2025-01-01Z' + i * (interval '365 days' / $2::int) as at) accepted
     cross join lateral (values ('reserved'), (case when i % 50 = 0 then 'released' else 'used' end)) kinds(kind)`,
    [accountId, generations],
  );
  await database.query('vacuum analyze ledger');
  const start = performance.now();
  let images = 0;
  for (const month of months) {
    const { rows } = await database.query('select images_after from rebuild_usage($1, $2)', [accountId, month]);
    images += Number(rows[0]?.images_after);
  }
  const seconds = (performance.now() - start) / 1000 / months.length;
  if (images !== generations * 0.98) throw new Error(`the rollups have ${images} images of a ledger of ${generations}`);
  await database.query('vacuum analyze usage_rollups');
  return [reported('usage of a month rebuilt from 833,000 entries of the ledger', seconds, 's')];
}

/** One client that asks again when it has its answer, over HTTP. */
async function timed({ url, key }: BenchStack, asked: string): Promise<Result[]> {
  const year = 'start=2025-01-01T00:00:00Z&end=2026-01-01T00:00:00Z';
  const times: number[] = [];
  for (let query = 0; query < warmUp + queries; query++) {
    const start = performance.now();
    const response = await fetch(`${url}/api/usage?${year}&${asked}`, { headers: { authorization: `Bearer ${key}` } });
    const text = await response.text();
    if (!response.ok) throw new Error(`the platform answered ${response.status}: ${text}`);
    if (query >= warmUp) times.push(performance.now() - start);
  }
  return [
    reported(`usage of a year, ${asked}, p50`, quantile(times, 0.5), 'ms'),
    atMost(`usage of a year, ${asked}, p99`, quantile(times, 0.99), limitMs, 'ms'),
  ];
}
