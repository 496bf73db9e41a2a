import { prepared } from '@imageai/db';
import { Inject, Injectable } from '@nestjs/common';
import { type Kysely, sql } from 'kysely';
import type { WebhooksSchema } from '../db/schema.js';
import { DATABASE } from '../tokens.js';
import type { DueDelivery, Lease } from './due-delivery.js';

export interface ClaimOptions {
  readonly now: Date;
  readonly lease: Lease;
  readonly most: number;
  readonly mostOfTarget: number;
  /** Tries under way here, by target. */
  readonly inUse: ReadonlyMap<string, number>;
}

export interface Claimed {
  readonly deliveries: readonly DueDelivery[];
  /** Targets that had something due, claimed or held back by a bound. */
  readonly dueTargets: number;
}

interface ClaimRow {
  readonly id: string;
  readonly account_id: string;
  readonly endpoint_id: string | null;
  readonly target: string;
  readonly url: string;
  readonly event_type: string;
  readonly occurred_at: Date;
  readonly body: string;
  readonly step: number;
  readonly due_targets: number;
}

type EmptyRow = { readonly [Column in keyof Omit<ClaimRow, 'due_targets'>]: null } & Pick<ClaimRow, 'due_targets'>;

@Injectable()
export class ClaimRepository {
  constructor(@Inject(DATABASE) private readonly database: Kysely<WebhooksSchema>) {}

  /**
   * Takes what is due, at most so many of each target, for the time of the lease; no two processes take the same.
   * The recursion steps from target to target by the index, so that a target with a million waiting costs as much as
   * one with a single one, and holds up nobody. Targets whose first is due longest come first.
   */
  async claim({ now, lease, most, mostOfTarget, inUse }: ClaimOptions): Promise<Claimed> {
    const { rows } = await sql<ClaimRow | EmptyRow>`${prepared('claim_deliveries')}
      with recursive heads as (
        (select target, due_at from deliveries where status = 'pending' order by target, due_at limit 1)
        union all
        select next.target, next.due_at from heads cross join lateral (
          select target, due_at from deliveries where status = 'pending' and target > heads.target
          order by target, due_at limit 1
        ) next
      ), busy as (
        select target, running
        from unnest(${[...inUse.keys()]}::text[], ${[...inUse.values()]}::integer[]) as b(target, running)
      ), due_heads as (
        select heads.target, heads.due_at,
          (case when endpoints.failing_since is null then ${mostOfTarget}::integer else 1 end)
            - coalesce(busy.running, 0) as places
        from heads
        left join busy on busy.target = heads.target
        left join endpoints on endpoints.id = heads.target
        where heads.due_at <= ${now}::timestamptz
      ), chosen as materialized (
        select target, places from due_heads where places > 0 order by due_at limit ${most}::integer
      ), due as materialized (
        select one.id from chosen cross join lateral (
          select id from deliveries
          where status = 'pending' and target = chosen.target and due_at <= ${now}::timestamptz
          order by due_at limit chosen.places for update skip locked
        ) one
        limit ${most}::integer
      ), claimed as (
        update deliveries set lease = ${lease.id}::uuid, due_at = ${lease.until}::timestamptz
        from due where deliveries.id = due.id
        returning deliveries.*
      )
      select
        c.id, c.account_id, c.endpoint_id, c.target, c.url, c.event_type, events.occurred_at, events.body, c.step,
        counted.due_targets
      from (select count(*)::integer as due_targets from due_heads) counted
      left join claimed c on true
      left join events on events.id = c.event_id`.execute(this.database);
    return { deliveries: rows.filter(isClaim).map(toDueDelivery), dueTargets: rows[0]?.due_targets ?? 0 };
  }

  /** How many are due and taken by nobody, up to `most`. */
  async countDue(now: Date, most: number): Promise<number> {
    const { rows } = await sql<{ count: number }>`
      select count(*)::integer as count from (
        select 1 from deliveries where status = 'pending' and due_at <= ${now}::timestamptz limit ${most}) due`.execute(
      this.database,
    );
    return rows[0]?.count ?? 0;
  }
}

const isClaim = (row: ClaimRow | EmptyRow): row is ClaimRow => row.id !== null;

const toDueDelivery = (row: ClaimRow): DueDelivery => ({
  id: row.id,
  accountId: row.account_id,
  endpointId: row.endpoint_id,
  target: row.target,
  url: row.url,
  eventType: row.event_type,
  occurredAt: row.occurred_at,
  body: row.body,
  step: row.step,
});
