import type { ImageFilter } from '@imageai/contracts/storage';
import { Inject, Injectable } from '@nestjs/common';
import { type Kysely, type Selectable, sql } from 'kysely';
import { emptied } from '../db/emptied.js';
import type { ImagesTable, Schema } from '../db/schema.js';
import { DATABASE } from '../tokens.js';
import { type HeldImage, isTombstone, type Tombstone } from './held-image.js';
import { conditionsOf } from './image-filter.repository.js';
import { isImageFormat } from './image-format.js';
import { indexedWords } from './prompt-words.js';

/** The last image of a page: the next one begins after it. */
export interface PageStart {
  readonly createdAt: Date;
  readonly id: string;
}

/** Which of an account's images are asked for. */
export interface Listing {
  readonly filter: ImageFilter | undefined;
  readonly after: PageStart | undefined;
  readonly limit: number;
}

/** All of a row but what only the index needs. */
const columns = [
  'id',
  'account_id',
  'deleted_at',
  'format',
  'generation_id',
  'width',
  'height',
  'bytes',
  'sha256',
  'created_at',
  'expires_at',
  'private',
  'prompt',
  'style',
  'model',
] as const satisfies readonly (keyof ImagesTable)[];
type Row = Pick<Selectable<ImagesTable>, (typeof columns)[number]>;

@Injectable()
export class ImagesRepository {
  constructor(@Inject(DATABASE) private readonly database: Kysely<Schema>) {}

  async find(id: string): Promise<HeldImage | Tombstone | undefined> {
    const row = await this.database.selectFrom('images').select(columns).where('id', '=', id).executeTakeFirst();
    return row && fromRow(row);
  }

  /** Those of these ids that have a row. */
  async among(ids: readonly string[]): Promise<string[]> {
    const rows = await this.database.selectFrom('images').select('id').where('id', 'in', ids).execute();
    return rows.map(({ id }) => id);
  }

  /** False where the id has a row already: an image, or a tombstone. */
  async insert(image: HeldImage): Promise<boolean> {
    const inserted = await this.database
      .insertInto('images')
      .values({
        id: image.id,
        account_id: image.accountId,
        generation_id: image.generationId,
        format: image.format,
        width: image.width,
        height: image.height,
        bytes: image.bytes,
        sha256: image.sha256,
        created_at: image.createdAt,
        expires_at: image.expiresAt,
        private: image.private,
        prompt: image.prompt,
        style: image.style,
        model: image.model,
        prompt_words:
          image.prompt === null
            ? null
            : sql<string>`array_to_tsvector(${indexedWords(image.accountId, image.prompt)}::text[])`,
        deleted_at: null,
        cleared_at: null,
      })
      .onConflict((conflict) => conflict.column('id').doNothing())
      .returning('id')
      .executeTakeFirst();
    return inserted !== undefined;
  }

  /** For bytes that were lost and are there again; false where the image was deleted meanwhile. */
  async replaceBytes(id: string, { bytes, sha256 }: Pick<HeldImage, 'bytes' | 'sha256'>): Promise<boolean> {
    const replaced = await this.database
      .updateTable('images')
      .set({ bytes, sha256 })
      .where('id', '=', id)
      .where('deleted_at', 'is', null)
      .returning('id')
      .executeTakeFirst();
    return replaced !== undefined;
  }

  /**
   * Turns the row into a tombstone, or leaves one where no row was: a write that is still under way is then refused.
   * False where the image is another account's.
   */
  async bury(accountId: string, id: string, deletedAt: Date): Promise<boolean> {
    const buried = await this.database
      .insertInto('images')
      .values({ id, account_id: accountId, deleted_at: deletedAt, cleared_at: null, ...emptied })
      .onConflict((conflict) =>
        conflict
          .column('id')
          .doUpdateSet((is) => ({
            deleted_at: is.fn.coalesce('images.deleted_at', 'excluded.deleted_at'),
            ...emptied,
          }))
          .where('images.account_id', '=', accountId),
      )
      .returning('id')
      .executeTakeFirst();
    return buried !== undefined;
  }

  /**
   * The bytes of a tombstone are gone. Not where renditions were: one may have been under way, so that the sweep looks
   * once more.
   */
  async clear(id: string, clearedAt: Date): Promise<void> {
    await this.database
      .updateTable('images')
      .set({ cleared_at: clearedAt })
      .where('id', '=', id)
      .where('deleted_at', 'is not', null)
      .where(({ not, exists, selectFrom }) => not(exists(selectFrom('renditions').where('image_id', '=', id))))
      .execute();
  }

  /** An account's images that can be fetched and are meant, newest first. */
  async list(accountId: string, now: Date, { filter, after, limit }: Listing): Promise<HeldImage[]> {
    const rows = await this.database
      .selectFrom('images')
      .select(columns)
      .where('account_id', '=', accountId)
      .where('deleted_at', 'is', null)
      .where('expires_at', '>', now)
      .where((images) => images.and(filter === undefined ? [] : conditionsOf(accountId, filter, images)))
      .$if(after !== undefined, (query) =>
        query.where((is) =>
          is(is.refTuple('created_at', 'id'), '<', is.tuple(after?.createdAt ?? now, after?.id ?? '')),
        ),
      )
      .orderBy('created_at', 'desc')
      .orderBy('id', 'desc')
      .limit(limit)
      .execute();
    return rows.map(fromRow).filter(isHeld);
  }

  /** Images that can be fetched, of all accounts, in the order of their ids; those after `id`. */
  async heldAfter(id: string, now: Date, limit: number): Promise<HeldImage[]> {
    const rows = await this.database
      .selectFrom('images')
      .select(columns)
      .where('id', '>', id)
      .where('deleted_at', 'is', null)
      .where('expires_at', '>', now)
      .orderBy('id')
      .limit(limit)
      .execute();
    return rows.map(fromRow).filter(isHeld);
  }
}

const isHeld = (image: HeldImage | Tombstone): image is HeldImage => !isTombstone(image);

function fromRow(row: Row): HeldImage | Tombstone {
  const { id, account_id: accountId, deleted_at: deletedAt, format, generation_id: generationId } = row;
  const { width, height, bytes, sha256, created_at: createdAt, expires_at: expiresAt, private: isPrivate } = row;
  const { prompt, style, model } = row;
  if (deletedAt !== null) return { id, accountId, deletedAt, private: isPrivate };
  if (
    format === null ||
    !isImageFormat(format) ||
    generationId === null ||
    width === null ||
    height === null ||
    bytes === null ||
    sha256 === null ||
    createdAt === null ||
    expiresAt === null
  ) {
    throw new Error(`the row of image ${id} is neither whole nor a tombstone`);
  }
  const file = { format, width, height, bytes, sha256 };
  const made = { generationId, prompt, style, model };
  return { id, accountId, ...made, ...file, createdAt, expiresAt, private: isPrivate };
}
