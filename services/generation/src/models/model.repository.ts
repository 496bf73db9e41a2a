import { Inject, Injectable } from '@nestjs/common';
import { type Kysely, sql } from 'kysely';
import type { GenerationSchema, ModelRow } from '../db/schema.js';
import { DATABASE } from '../tokens.js';

export type NewModel = Omit<ModelRow, 'position' | 'ms_per_cost'>;

@Injectable()
export class ModelRepository {
  constructor(@Inject(DATABASE) private readonly database: Kysely<GenerationSchema>) {}

  /** In the order of first registration. */
  async list(): Promise<ModelRow[]> {
    return this.database.selectFrom('models').selectAll().orderBy('position').execute();
  }

  /** A model that is known keeps its place; other weights begin anew, with an unknown speed. */
  async register(workerId: string, models: readonly NewModel[], now: Date): Promise<void> {
    await this.database.transaction().execute(async (transaction) => {
      for (const model of models) {
        await transaction
          .insertInto('models')
          .values(model)
          .onConflict((conflict) =>
            conflict.column('name').doUpdateSet({
              ...model,
              registered_at: sql<Date>`case when models.digest = excluded.digest then models.registered_at else excluded.registered_at end`,
              ms_per_cost: sql<number | null>`case when models.digest = excluded.digest then models.ms_per_cost end`,
            }),
          )
          .execute();
      }
      await transaction
        .insertInto('workers')
        .values({ worker_id: workerId, seen_at: now })
        .onConflict((conflict) => conflict.column('worker_id').doUpdateSet({ seen_at: now }))
        .execute();
    });
  }

  async keepSpeed(name: string, msPerCost: number): Promise<void> {
    await this.database.updateTable('models').set({ ms_per_cost: msPerCost }).where('name', '=', name).execute();
  }

  /** Workers seen since then; those seen long ago are forgotten. */
  async countWorkers(since: Date): Promise<number> {
    const { rows } = await sql<{ workers: number }>`
      with gone as (delete from workers where seen_at < ${since}::timestamptz - interval '1 day')
      select count(*)::int as workers from workers where seen_at >= ${since}`.execute(this.database);
    return rows[0]?.workers ?? 0;
  }
}
