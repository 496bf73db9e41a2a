import { Inject, Injectable } from '@nestjs/common';
import { type Kysely, sql } from 'kysely';
import type { AuthSchema, OverrideColumns, PlanKey, PlanRow } from '../db/schema.js';
import type { Connection } from '../db/transactions.js';
import { DATABASE } from '../tokens.js';

@Injectable()
export class PlansRepository {
  constructor(@Inject(DATABASE) private readonly database: Kysely<AuthSchema>) {}

  list(): Promise<PlanRow[]> {
    return this.database.selectFrom('plans').selectAll().orderBy('position').execute();
  }

  /** The plan, and nobody else changes it until the transaction ends. */
  lock(transaction: Connection, name: PlanKey): Promise<PlanRow> {
    return transaction.selectFrom('plans').selectAll().where('name', '=', name).forUpdate().executeTakeFirstOrThrow();
  }

  setLimits(transaction: Connection, name: PlanKey, limits: OverrideColumns): Promise<PlanRow> {
    return transaction
      .updateTable('plans')
      .set({ ...limits, version: sql<number>`version + 1` })
      .where('name', '=', name)
      .returningAll()
      .executeTakeFirstOrThrow();
  }
}
