import { Inject, Injectable } from '@nestjs/common';
import type { Kysely } from 'kysely';
import type { DeadLetterRow, GenerationSchema } from '../db/schema.js';
import { DATABASE } from '../tokens.js';

@Injectable()
export class DeadLetterRepository {
  constructor(@Inject(DATABASE) private readonly database: Kysely<GenerationSchema>) {}

  /** Newest first. */
  async list(limit: number, before?: { readonly diedAt: Date; readonly imageId: string }): Promise<DeadLetterRow[]> {
    return this.database
      .selectFrom('dead_letters')
      .selectAll()
      .$if(before !== undefined, (query) =>
        query.where((where) =>
          where(
            where.refTuple('died_at', 'image_id'),
            '<',
            where.tuple(before?.diedAt ?? new Date(0), before?.imageId ?? ''),
          ),
        ),
      )
      .orderBy('died_at', 'desc')
      .orderBy('image_id', 'desc')
      .limit(limit)
      .execute();
  }

  /** Fixes under which id the image is made again; whoever asks later gets the first one's. */
  async claim(imageId: string, generationId: string): Promise<string | undefined> {
    await this.database
      .updateTable('dead_letters')
      .set({ requeued_as_generation_id: generationId })
      .where('image_id', '=', imageId)
      .where('requeued_as_generation_id', '=', '')
      .execute();
    const row = await this.database
      .selectFrom('dead_letters')
      .select('requeued_as_generation_id')
      .where('image_id', '=', imageId)
      .executeTakeFirst();
    return row?.requeued_as_generation_id;
  }
}
