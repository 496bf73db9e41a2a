import { currentRequestId } from '@imageai/telemetry';
import { Inject, Injectable } from '@nestjs/common';
import { type Kysely, sql } from 'kysely';
import type { Acting } from '../authorization/acting.js';
import type { Action } from '../authorization/policy.js';
import type { AuditRow, AuthSchema } from '../db/schema.js';
import type { Connection } from '../db/transactions.js';
import { DATABASE } from '../tokens.js';

export interface AuditRecord<Name extends string = Action> {
  readonly action: Name;
  /** Whose account it concerned, where it concerned one. */
  readonly accountId?: string | undefined;
  /** What it was done to, where that is not the account itself. */
  readonly targetId?: string | undefined;
  /** What changed; never a secret. What is undefined is left out. */
  readonly details?: Readonly<Record<string, string | number | boolean | undefined>>;
}

export interface AuditFilter {
  readonly accountId?: string | undefined;
  readonly action?: string | undefined;
  readonly actorId?: string | undefined;
  readonly targetId?: string | undefined;
  readonly since?: Date | undefined;
  readonly until?: Date | undefined;
  /** Only entries with a smaller id. */
  readonly before?: string | undefined;
}

@Injectable()
export class AuditRepository {
  constructor(@Inject(DATABASE) private readonly database: Kysely<AuthSchema>) {}

  /** Writes an entry in the transaction of the act that it speaks of. */
  append(transaction: Connection, acting: Acting, record: AuditRecord): Promise<void> {
    return this.write(transaction, acting, record);
  }

  /** Writes an entry on what is about to be done at another service. */
  appendElsewhere(acting: Acting, record: AuditRecord<string>): Promise<void> {
    return this.write(this.database, acting, record);
  }

  /** Newest first. */
  list(filter: AuditFilter, limit: number): Promise<AuditRow[]> {
    let query = this.database.selectFrom('audit_log').selectAll();
    if (filter.accountId !== undefined) query = query.where('account_id', '=', filter.accountId);
    if (filter.action?.endsWith('.')) query = query.where(sql<boolean>`starts_with(action, ${filter.action})`);
    else if (filter.action !== undefined) query = query.where('action', '=', filter.action);
    if (filter.actorId !== undefined) query = query.where('actor_id', '=', filter.actorId);
    if (filter.targetId !== undefined) query = query.where('target_id', '=', filter.targetId);
    if (filter.since !== undefined) query = query.where('occurred_at', '>=', filter.since);
    if (filter.until !== undefined) query = query.where('occurred_at', '<', filter.until);
    if (filter.before !== undefined) query = query.where('id', '<', Number(filter.before));
    return query.orderBy('id', 'desc').limit(limit).execute();
  }

  private async write(connection: Connection, acting: Acting, record: AuditRecord<string>): Promise<void> {
    const details = Object.entries(record.details ?? {}).filter(([, value]) => value !== undefined);
    await connection
      .insertInto('audit_log')
      .values({
        actor_kind: acting.kind,
        actor_id: acting.id,
        action: record.action,
        account_id: record.accountId ?? null,
        target_id: record.targetId ?? '',
        address: acting.address,
        request_id: currentRequestId() ?? '',
        details: JSON.stringify(Object.fromEntries(details.map(([name, value]) => [name, String(value)]))),
      })
      .execute();
  }
}
