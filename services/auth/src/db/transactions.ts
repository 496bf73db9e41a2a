import type { Executor } from '@imageai/db';
import { Inject, Injectable } from '@nestjs/common';
import { DATABASE } from '../tokens.js';
import type { AuthSchema, Database } from './schema.js';

/** The database, or the transaction under way. */
export type Connection = Executor<AuthSchema>;

/** Lets a service put several repositories' writes into one transaction: an act, and the line of the audit log on it. */
@Injectable()
export class Transactions {
  constructor(@Inject(DATABASE) private readonly database: Database) {}

  run<Result>(work: (transaction: Connection) => Promise<Result>): Promise<Result> {
    return this.database.transaction().execute(work);
  }
}
