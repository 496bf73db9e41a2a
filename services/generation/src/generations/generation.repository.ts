import { prepared } from '@imageai/db';
import { Inject, Injectable } from '@nestjs/common';
import { type Kysely, sql } from 'kysely';
import { jsonRows } from '../db/json-rows.js';
import {
  type GenerationRow,
  type GenerationSchema,
  type GenerationState,
  generationColumns,
  type ImageRow,
  imageColumns,
} from '../db/schema.js';
import type { NewMessage } from '../outbox/outbox.repository.js';
import { DATABASE } from '../tokens.js';
import { type Change, isInUse, type Snapshot } from './transitions.js';

export type SnapshotKey = { readonly generationId: string } | { readonly imageId: string };

export interface Committed {
  /** Outbox ids by message id. */
  readonly outbox: Readonly<Record<string, number>>;
  /** Images of the account could go to the workers now. */
  readonly mayDispatch: boolean;
}

export interface ListFilter {
  readonly accountId: string;
  readonly limit: number;
  readonly beforeId?: string;
  readonly requestId?: string;
  readonly idempotencyKey?: string;
  readonly states?: readonly GenerationState[];
}

type JoinedRow = ImageRow & { readonly [Column in keyof GenerationRow as `g_${Column}`]: GenerationRow[Column] };

const columns = sql.join([
  ...imageColumns.map((column) => sql`i.${sql.ref(column)}`),
  ...generationColumns.map((column) => sql`g.${sql.ref(column)} as ${sql.ref(`g_${column}`)}`),
]);

@Injectable()
export class GenerationRepository {
  constructor(@Inject(DATABASE) private readonly database: Kysely<GenerationSchema>) {}

  /** One statement, so that generation and images are of one moment: the version vouches for both. */
  async load(key: SnapshotKey): Promise<Snapshot | undefined> {
    const [name, id] =
      'generationId' in key
        ? [sql`${prepared('load_generation')}`, sql`${key.generationId}`]
        : [sql`${prepared('load_by_image')}`, sql`(select generation_id from images where id = ${key.imageId})`];
    const { rows } = await sql<JoinedRow>`${name}
      select ${columns} from generations g join images i on i.generation_id = g.id
      where g.id = ${id} order by i.index`.execute(this.database);
    return snapshots(rows)[0];
  }

  /** Newest first. */
  async list({ accountId, limit, beforeId, requestId, idempotencyKey, states }: ListFilter): Promise<Snapshot[]> {
    const page = this.database
      .selectFrom('generations')
      .select('id')
      .where('account_id', '=', accountId)
      .$if(beforeId !== undefined, (query) => query.where('id', '<', beforeId ?? ''))
      .$if(requestId !== undefined, (query) => query.where('request_id', '=', requestId ?? ''))
      .$if(idempotencyKey !== undefined, (query) => query.where('idempotency_key', '=', idempotencyKey ?? ''))
      .$if(states !== undefined, (query) => query.where('status', 'in', states ?? []))
      .orderBy('id', 'desc')
      .limit(limit);
    const { rows } = await sql<JoinedRow>`
      select ${columns} from generations g join images i on i.generation_id = g.id
      where g.id in (${page}) order by g.id desc, i.index`.execute(this.database);
    return snapshots(rows);
  }

  async existing(ids: readonly string[]): Promise<string[]> {
    const rows = await this.database.selectFrom('generations').select('id').where('id', 'in', ids).execute();
    return rows.map((row) => row.id);
  }

  /** Versions of these generations, to see which changed without reading them whole. */
  async versions(ids: readonly string[]): Promise<Map<string, number>> {
    const rows = await this.database
      .selectFrom('generations')
      .select(['id', 'version'])
      .where('id', 'in', ids)
      .execute();
    return new Map(rows.map((row) => [row.id, row.version]));
  }

  /**
   * Writes a change if nothing changed since its snapshot was read; undefined if something did. One statement, and so
   * one transaction: generation, images, the account's counts, dead letters and outbox. Locks are taken in the order
   * account, generation, images everywhere, so that no two changes wait for each other. Where the stream keeps a message
   * and when a worker beat last change without a new version: there the row knows best.
   */
  async commit(change: Change, messages: readonly NewMessage[]): Promise<Committed | undefined> {
    const { before, after } = change;
    const { generation } = after;
    const moved = after.images.filter((image, index) => image !== before.images[index]);
    // That a worker began may be lost with a crash of Postgres: it reports the end all the same.
    const durable = messages.length > 0 || moved.some((image) => image.status !== 'running');
    const inUse = after.images.filter(isInUse).length - before.images.filter(isInUse).length;
    const waiting = count(after, 'waiting') - count(before, 'waiting');
    const dead = change.failed.map((image) => ({
      image_id: image.id,
      generation_id: generation.id,
      account_id: generation.account_id,
      attempts: image.attempt,
      reason: image.reason,
      died_at: image.ended_at,
      requeued_as_generation_id: '',
    }));
    const { rows } = await sql<{
      outbox: Record<string, number> | null;
      free: boolean;
    }>`${prepared('commit_change')}
      with relaxed as (
        select set_config('synchronous_commit', 'off', true) where not ${durable}
      ),
      account as materialized (
        select account_id from accounts where account_id = ${generation.account_id} for update
      ),
      changed as (
        update generations g
        set status = ${generation.status}, version = ${generation.version}, started_at = ${generation.started_at},
          finished_at = ${generation.finished_at}, error_code = ${generation.error_code}
        from account where g.id = ${generation.id} and g.version = ${before.generation.version}
        returning g.id
      ),
      locked as materialized (
        select i.id from images i, changed where i.generation_id = changed.id order by i.id for update of i
      ),
      moved as (
        update images i
        set status = m.status, attempt = m.attempt, dispatches = m.dispatches, alone = m.alone,
          worker_id = m.worker_id, lost_worker_id = m.lost_worker_id,
          message_sequence = case when m.dispatches = i.dispatches then i.message_sequence end,
          last_heartbeat_at = greatest(m.last_heartbeat_at, i.last_heartbeat_at),
          started_at = m.started_at, stored_at = m.stored_at, ended_at = m.ended_at, engine_ms = m.engine_ms,
          error_code = m.error_code, reason = m.reason
        from jsonb_populate_recordset(null::images, ${jsonRows(moved)}::jsonb) m, locked
        where i.id = m.id and locked.id = m.id
      ),
      counted as (
        update accounts a set in_use = a.in_use + ${inUse}, waiting = a.waiting + ${waiting}
        from changed where a.account_id = ${generation.account_id}
        returning a.waiting > 0 and a.in_use < a.concurrency as free
      ),
      died as (
        insert into dead_letters
        select d.* from jsonb_populate_recordset(null::dead_letters, ${jsonRows(dead)}::jsonb) d, changed
        on conflict (image_id) do nothing
      ),
      sent as (
        insert into outbox (kind, subject, message_id, payload, generation_id, image_id, dispatch)
        select o.kind, o.subject, o.message_id, o.payload, o.generation_id, o.image_id, o.dispatch
        from jsonb_populate_recordset(null::outbox, ${jsonRows(messages)}::jsonb) o, changed
        returning id, message_id
      )
      select counted.free,
        (select json_object_agg(message_id, id) from sent) as outbox
      from counted left join relaxed on true`.execute(this.database);
    const row = rows[0];
    return row && { outbox: row.outbox ?? {}, mayDispatch: row.free };
  }
}

const count = (snapshot: Snapshot, status: ImageRow['status']): number =>
  snapshot.images.filter((image) => image.status === status).length;

/** Joined rows, adjacent by generation, as snapshots. */
export function snapshots(rows: readonly JoinedRow[]): Snapshot[] {
  const result: { generation: GenerationRow; images: ImageRow[] }[] = [];
  for (const row of rows) {
    let last = result.at(-1);
    if (last?.generation.id !== row.g_id) {
      const generation = Object.fromEntries(generationColumns.map((column) => [column, row[`g_${column}`]]));
      last = { generation: generation as unknown as GenerationRow, images: [] };
      result.push(last);
    }
    const image = Object.entries(row).filter(([column]) => !column.startsWith('g_'));
    last.images.push(Object.fromEntries(image) as unknown as ImageRow);
  }
  return result;
}
