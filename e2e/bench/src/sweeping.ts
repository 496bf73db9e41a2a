import { link, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { newId } from '@imageai/api';
import pg from 'pg';
import { inParallel } from './in-parallel.js';
import { type Result, reported } from './result.js';
import { withStack } from './with-stack.js';

const images = 100_000;
const bytes = Buffer.alloc(4_096);

/** What it takes to remove the files and rows of images whose retention is over, all at once. */
export const sweeping = (): Promise<Result[]> =>
  withStack(
    'null engine',
    async ({ layout, postgresUrl, accountId }) => {
      const ids = Array.from({ length: images }, () => newId('img'));
      await makeFiles(layout.images, ids);
      const database = new pg.Client({ connectionString: postgresUrl });
      await database.connect();
      const start = performance.now();
      await database.query(
        `insert into storage.images
           (id, account_id, format, generation_id, width, height, bytes, sha256, created_at, expires_at)
         select id, $1, 'png', 'gen_bench', 64, 64, $2, '', now(), now() from unnest($3::text[]) id`,
        [accountId, bytes.length, ids],
      );
      const isDone = async (): Promise<boolean> => {
        const { rowCount } = await database.query('select from storage.images where deleted_at is null limit 1');
        return rowCount === 0;
      };
      while (!(await isDone())) await sleep(200);
      const seconds = (performance.now() - start) / 1000;
      await database.end();
      return [reported('sweep of 100,000 expired images', seconds, 's')];
    },
    { SWEEP_INTERVAL_MS: '1000' },
  );

/** A file for each, where storage's folder has it. Links to a few, since a disk is not what is measured. */
async function makeFiles(folder: string, ids: readonly string[]): Promise<void> {
  const perFile = 10_000; // file systems allow no more than some 60,000 names for one
  const sources = await Promise.all(
    Array.from({ length: Math.ceil(ids.length / perFile) }, async (_, index) => {
      const path = join(folder, `bench-${index}`);
      await writeFile(path, bytes);
      return path;
    }),
  );
  await Promise.all(
    [...new Set(ids.map((id) => id.slice(-2)))].map((name) => mkdir(join(folder, name), { recursive: true })),
  );
  await inParallel(ids.entries(), 16, async ([index, id]) => {
    await link(sources[Math.floor(index / perFile)] ?? '', join(folder, id.slice(-2), `${id}.png`));
  });
}
