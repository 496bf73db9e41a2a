import { Inject, Injectable } from '@nestjs/common';
import { type Kysely, sql } from 'kysely';
import type { Schema } from '../db/schema.js';
import { DATABASE } from '../tokens.js';

/** The file of a rendition. */
export interface RenditionFile {
  readonly bytes: number;
  /** Of the file, in hex. */
  readonly sha256: string;
}

/** Names of the renditions of images, by image. */
export type RenditionNames = ReadonlyMap<string, readonly string[]>;

/** Which renditions images have. A row stands before its file does, so that no file is there that no row tells of. */
@Injectable()
export class RenditionsRepository {
  constructor(@Inject(DATABASE) private readonly database: Kysely<Schema>) {}

  /** Undefined where it was never made whole. */
  async find(imageId: string, name: string): Promise<RenditionFile | undefined> {
    const row = await this.database
      .selectFrom('renditions')
      .select(['bytes', 'sha256'])
      .where('image_id', '=', imageId)
      .where('name', '=', name)
      .executeTakeFirst();
    return row === undefined || row.bytes === null || row.sha256 === null
      ? undefined
      : { bytes: row.bytes, sha256: row.sha256 };
  }

  /**
   * Says that a file may come to be; false where the image is gone. The lock lets a deletion pass only before or after:
   * either it is seen here, or it sees this row.
   */
  async reserve(imageId: string, name: string): Promise<boolean> {
    const { rows } = await sql`
      with held as (select id from images where id = ${imageId} and deleted_at is null for share),
        reserved as (
          insert into renditions (image_id, name) select id, ${name} from held on conflict do nothing)
      select id from held`.execute(this.database);
    return rows.length > 0;
  }

  /** The file is there; false where its image was deleted meanwhile. */
  async complete(imageId: string, name: string, { bytes, sha256 }: RenditionFile): Promise<boolean> {
    const { rows } = await sql`
      with held as (select id from images where id = ${imageId} and deleted_at is null for share)
      update renditions set bytes = ${bytes}, sha256 = ${sha256}
      from held where image_id = held.id and name = ${name}
      returning image_id`.execute(this.database);
    return rows.length > 0;
  }

  /** The names of the renditions that files may lie of, by image. */
  async namesOf(imageIds: readonly string[]): Promise<RenditionNames> {
    const names = new Map<string, string[]>();
    if (imageIds.length === 0) return names;
    const rows = await this.database
      .selectFrom('renditions')
      .select(['image_id', 'name'])
      .where('image_id', 'in', imageIds)
      .execute();
    for (const { image_id, name } of rows) names.set(image_id, [...(names.get(image_id) ?? []), name]);
    return names;
  }
}
