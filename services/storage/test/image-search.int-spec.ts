import { newId } from '@imageai/api';
import { ImageFilter, ImageShape, type StoreImageHeader } from '@imageai/contracts/storage';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { sql } from 'kysely';
import { wordQuery } from '../src/images/prompt-words.js';
import { pixels, type StorageUnderTest, startStorage } from './storage-under-test.js';

let storage: StorageUnderTest;
let accountId: string;
beforeAll(async () => {
  storage = await startStorage();
}, 60_000);
afterAll(() => storage.stop());
beforeEach(() => {
  accountId = newId('acct');
});

const store = async (header: Partial<StoreImageHeader>): Promise<string> => {
  const { image } = await storage.store({ accountId, ...header });
  storage.clock.advance(1_000);
  return image.id;
};
const page = (filter: Partial<ImageFilter>, pageSize = 0, pageToken = '', owner = accountId) =>
  storage.gateway.listImages({ accountId: owner, pageSize, pageToken, filter: ImageFilter.fromPartial(filter) });
const found = async (filter: Partial<ImageFilter>, owner = accountId): Promise<string[]> =>
  (await page(filter, 0, '', owner)).images.map(({ id }) => id);
const rowOf = (id: string) =>
  storage.database.selectFrom('images').selectAll().where('id', '=', id).executeTakeFirstOrThrow();

describe('images are found', () => {
  it('by words of their prompt, in any order and case, and by how words begin', async () => {
    const boats = await store({ prompt: 'Two red boats on a lake' });
    const barn = await store({ prompt: 'a red barn, "boat" on its roof' });
    await store({ prompt: 'a lighthouse' });
    expect(await found({ prompt: 'red' })).toEqual([barn, boats]);
    expect(await found({ prompt: 'LAKE red' })).toEqual([boats]);
    expect(await found({ prompt: 'boa' })).toEqual([barn, boats]);
    // Two letters begin too much.
    expect(await found({ prompt: 'bo' })).toEqual([]);
    expect(await found({ prompt: 'red lighthouse' })).toEqual([]);
  });

  it('by words of any script, and by none where nothing that was sent is one', async () => {
    const castle = await store({ prompt: '山の上の城' });
    const cafe = await store({ prompt: "a cafe\u0301 at five o'clock 🌊" });
    expect([await found({ prompt: '城' }), await found({ prompt: 'CAFÉ' })]).toEqual([[castle], [cafe]]);
    expect([await found({ prompt: "o'clock" }), await found({ prompt: '🌊' })]).toEqual([[cafe], [cafe]]);
    for (const prompt of ['…', "'", '\\', "') | ('", ':*']) expect(await found({ prompt })).toEqual([]);
    expect(await found({ prompt: '  ' })).toEqual([cafe, castle]);
  });

  it('by style, model, format, shape and time, each alone and all at once', async () => {
    const header = { style: 'sketch', model: 'micro', format: 'webp', prompt: 'a boat' };
    const begun = storage.clock.now();
    const one = await store(header);
    const other = await store({ style: 'painting', model: 'large', height: 96, width: 32, prompt: 'a boat' });
    const end = new Date(begun.getTime() + 1_000);
    expect(await found({ style: 'sketch' })).toEqual([one]);
    expect(await found({ model: 'large' })).toEqual([other]);
    expect(await found({ format: 'webp' })).toEqual([one]);
    expect(await found({ shape: ImageShape.IMAGE_SHAPE_LANDSCAPE })).toEqual([one]);
    expect(await found({ shape: ImageShape.IMAGE_SHAPE_PORTRAIT })).toEqual([other]);
    expect(await found({ shape: ImageShape.IMAGE_SHAPE_SQUARE })).toEqual([]);
    expect([await found({ start: end }), await found({ end })]).toEqual([[other], [one]]);
    const all = { ...header, shape: ImageShape.IMAGE_SHAPE_LANDSCAPE, start: begun, end };
    expect(await found(all)).toEqual([one]);
    expect(await found({ ...all, model: 'large' })).toEqual([]);
  });

  it('in pages that meet without a gap, however many lie between that are not meant', async () => {
    const meant: string[] = [];
    for (let index = 0; index < 9; index++) {
      const isMeant = index % 3 !== 1;
      const id = await store({ prompt: isMeant ? 'a boat' : 'a barn', style: isMeant ? 'sketch' : 'painting' });
      if (isMeant) meant.unshift(id);
    }
    for (const filter of [{ prompt: 'boat' }, { style: 'sketch' }, { prompt: 'boat', style: 'sketch' }]) {
      const paged: string[] = [];
      let token = '';
      do {
        const { images, nextPageToken } = await page(filter, 2, token);
        paged.push(...images.map(({ id }) => id));
        token = nextPageToken;
      } while (token !== '');
      expect(paged).toEqual(meant);
    }
  });

  it('to their own account alone, even where another one’s prompt names it', async () => {
    const own = await store({ prompt: 'a boat' });
    const stranger = newId('acct');
    const foreign = await store({ accountId: stranger, prompt: `a boat of @${accountId}` });
    expect([await found({ prompt: 'boat' }), await found({ prompt: 'boat' }, stranger)]).toEqual([[own], [foreign]]);
    expect(await found({ prompt: `@${accountId}` })).toEqual([]);
  });

  it('with what made them; those from before it was told are listed, and found by none of it', async () => {
    const known = await store({ prompt: 'a boat', style: 'sketch', model: 'micro' });
    const unknown = await store({});
    expect((await page({})).images).toMatchObject([
      { id: unknown, prompt: '', style: '', model: '' },
      { id: known, prompt: 'a boat', style: 'sketch', model: 'micro' },
    ]);
    expect((await rowOf(unknown)).prompt_words).toBeNull();
    for (const filter of [{ prompt: 'boat' }, { style: 'sketch' }, { model: 'micro' }]) {
      expect(await found(filter)).toEqual([known]);
    }
  });

  it('by an index of their words, where an account has many and few of them are meant', async () => {
    const rare = await store({ prompt: 'a boat' });
    await sql`
      insert into images (id, account_id, format, generation_id, width, height, bytes, sha256, created_at, expires_at,
        prompt, prompt_words)
      select ${accountId} || n, ${accountId}, 'png', '', 1, 1, 1, '', now(), now() + interval '1000 years',
        'a barn', array_to_tsvector(array['@' || ${accountId}, 'a', 'barn', 'w' || n % 50, 'x' || n % 500, 'y' || n])
      from generate_series(1, 10000) n`.execute(storage.database);
    await sql`vacuum analyze images`.execute(storage.database);
    const explained = await sql<{ 'QUERY PLAN': string }>`
      explain select id from images where account_id = ${accountId} and deleted_at is null
        and prompt_words @@ ${wordQuery(accountId, ['boat'])}::tsquery
      order by created_at desc, id desc limit 21`.execute(storage.database);
    expect(explained.rows.map((row) => row['QUERY PLAN']).join('\n')).toContain('images_by_words');
    expect(await found({ prompt: 'boat' })).toEqual([rare]);
  });
});

describe('nothing of a prompt is left', () => {
  const nothing = { prompt: null, style: null, model: null, prompt_words: null };
  const told = { prompt: 'a secret boat', style: 'sketch', model: 'micro' };

  it('of an image that was deleted', async () => {
    const id = await store(told);
    expect(await rowOf(id)).toMatchObject(told);
    await storage.gateway.deleteImage({ accountId, imageId: id });
    expect(await rowOf(id)).toMatchObject(nothing);
  });

  it('of one whose retention ended, and of one whose account was deleted', async () => {
    const old = await store({ ...told, retentionDays: 1 });
    const removed = newId('acct');
    const owned = await store({ ...told, accountId: removed });
    await storage.removals.request(removed);
    await storage.remove(removed);
    storage.clock.advance(86_400_000);
    await storage.sweep();
    expect(await rowOf(old)).toMatchObject(nothing);
    expect(await rowOf(owned)).toMatchObject(nothing);
  });

  it('of one that a process of the release before deleted, after the next sweep', async () => {
    const id = await store(told);
    const before = {
      generation_id: null,
      format: null,
      width: null,
      height: null,
      bytes: null,
      sha256: null,
      created_at: null,
      expires_at: null,
    };
    const now = storage.clock.now();
    const tombstone = { ...before, deleted_at: now, cleared_at: now };
    await storage.database.updateTable('images').set(tombstone).where('id', '=', id).execute();
    await storage.sweep();
    expect(await rowOf(id)).toMatchObject({ ...nothing, deleted_at: now });
  });

  it('of one that was deleted before it came', async () => {
    const imageId = newId('img');
    await storage.gateway.deleteImage({ accountId, imageId });
    await expect(storage.store({ accountId, imageId, ...told }, [pixels])).rejects.toMatchObject({ code: 'conflict' });
    expect(await rowOf(imageId)).toMatchObject(nothing);
  });
});
