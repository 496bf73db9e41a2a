import { link, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { newId } from '@imageai/api';
import { createDatabase } from '@imageai/db';
import { sql } from 'kysely';
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
      const database = createDatabase<object>({ url: postgresUrl, schema: 'storage' });
      const ids = Array.from({ length: images }, () => newId('img'));
      await makeFiles(layout.images, ids);
      const start = performance.now();
      await sql`
        insert into images (id, account_id, format, generation_id, width, height, bytes, sha256, created_at, expires_at)
        select id, ${accountId}, 'png', 'gen_bench', 64, 64, ${bytes.length}::int, '', now(), now()
        from unnest(${ids}::text[]) id`.execute(database);
      const left = async (): Promise<number> => {
        const { rows } = await sql<{ left: number }>`
          select count(*) as left from images where deleted_at is null`.execute(database);
        return rows[0]?.left ?? 0;
      };
      while ((await left()) > 0) await sleep(200);
      const seconds = (performance.now() - start) / 1000;
      await database.destroy();
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
