import { prepared } from '@imageai/db';
import { Inject, Injectable } from '@nestjs/common';
import { type Kysely, sql } from 'kysely';
import { jsonRows } from '../db/json-rows.js';
import { type GenerationSchema, generationColumns, type IdempotencyKeyRow } from '../db/schema.js';
import type { NewMessage } from '../outbox/outbox.repository.js';
import { DATABASE } from '../tokens.js';
import type { Snapshot } from './transitions.js';

/** A generation that is about to be written, all images waiting, with the messages that it would send. */
export interface Creation {
  readonly snapshot: Snapshot;
  /** One work message an image: those of images that are not dispatched at once are not written. */
  readonly messages: readonly NewMessage[];
  /** The idempotency key that was claimed for it; null where there is none. */
  readonly claimed: ClaimedKey | null;
}

/** A key that must still be this generation's when its job is written, and from then on is kept. */
export type ClaimedKey = Omit<IdempotencyKeyRow, 'fingerprint' | 'bound'>;

export interface Created {
  /** Generations that are new; the others were there already, or lost their claim. */
  readonly created: ReadonlySet<string>;
  readonly dispatched: ReadonlySet<string>;
  /** Outbox ids by message id. */
  readonly outbox: Readonly<Record<string, number>>;
  /** Accounts whose earlier images wait although there is room: their concurrency was raised. */
  readonly mayDispatch: readonly string[];
}

interface Answer {
  readonly created: string[] | null;
  readonly dispatched: string[] | null;
  readonly outbox: Record<string, number> | null;
  readonly may_dispatch: string[] | null;
}

@Injectable()
export class CreateRepository {
  constructor(@Inject(DATABASE) private readonly database: Kysely<GenerationSchema>) {}

  /**
   * Writes jobs, images, the accounts' counts and the outbox in one statement: one round trip, one transaction, one
   * fsync for all of them. Exact under concurrency: an account's upsert waits for the row's lock and counts from what it
   * then finds. An image is dispatched if its account has room and nothing of the account waits before it. A claimed key is
   * bound here, under the lock of its row: of a claim that ran out and was taken over nothing is made.
   * @param creations no two with the same id
   */
  async create(creations: readonly Creation[]): Promise<Created> {
    const generations = creations.map(({ snapshot }) => snapshot.generation);
    const images = creations.flatMap(({ snapshot }) => snapshot.images);
    const messages = creations.flatMap((creation) => creation.messages);
    const claims = creations.flatMap(({ claimed }) => claimed ?? []);
    const { rows } = await sql<Answer>`${prepared('create_generations')}
      with claim as (
        select * from jsonb_populate_recordset(null::idempotency_keys, ${jsonRows(claims)}::jsonb)
      ),
      held as materialized (
        select k.account_id, k.route, k.key, k.generation_id, claim.expires_at from idempotency_keys k
        join claim on claim.account_id = k.account_id and claim.route = k.route and claim.key = k.key
          and claim.generation_id = k.generation_id
        order by k.account_id, k.route, k.key for update of k
      ),
      bound as (
        update idempotency_keys k set bound = true, expires_at = held.expires_at
        from held where k.account_id = held.account_id and k.route = held.route and k.key = held.key and not k.bound
      ),
      created as (
        insert into generations (${columns})
        select ${columns} from jsonb_populate_recordset(null::generations, ${jsonRows(generations)}::jsonb) g
        where not exists (select from claim where claim.generation_id = g.id)
          or exists (select from held where held.generation_id = g.id)
        order by id
        on conflict (id) do nothing
        returning id, account_id, image_count, concurrency
      ),
      demand as (
        select account_id, sum(image_count)::int as images, max(concurrency) as concurrency
        from created group by account_id
      ),
      account as (
        insert into accounts as a (account_id, concurrency, in_use, waiting, granted)
        select account_id, concurrency, least(images, concurrency), images - least(images, concurrency),
          least(images, concurrency)
        from demand order by account_id
        on conflict (account_id) do update set
          concurrency = excluded.concurrency,
          granted = ${granted},
          in_use = a.in_use + ${granted},
          waiting = a.waiting + excluded.in_use + excluded.waiting - ${granted}
        returning a.account_id, a.granted, a.waiting > 0 and a.in_use < a.concurrency as free
      ),
      ranked as (
        select r.*, row_number() over (partition by r.account_id order by r.position) <= account.granted as goes
        from jsonb_populate_recordset(null::images, ${jsonRows(images)}::jsonb) r
        join created on created.id = r.generation_id
        join account on account.account_id = r.account_id
      ),
      made as (
        insert into images (id, generation_id, account_id, lane, model, position, index, seed, cost, status, attempt,
          dispatches, alone, last_heartbeat_at, error_code, reason)
        select id, generation_id, account_id, lane, model, position, index, seed, cost,
          case when goes then 'dispatched' else 'waiting' end, attempt, case when goes then 1 else 0 end, alone,
          last_heartbeat_at, error_code, reason
        from ranked
        returning id, status
      ),
      sent as (
        insert into outbox (kind, subject, message_id, payload, generation_id, image_id, dispatch)
        select o.kind, o.subject, o.message_id, o.payload, o.generation_id, o.image_id, o.dispatch
        from jsonb_populate_recordset(null::outbox, ${jsonRows(messages)}::jsonb) with ordinality o
        join made on made.id = o.image_id and made.status = 'dispatched'
        order by o.ordinality
        returning id, message_id
      )
      select (select json_agg(id) from created) as created,
        (select json_agg(id) from made where status = 'dispatched') as dispatched,
        (select json_object_agg(message_id, id) from sent) as outbox,
        (select json_agg(account_id) from account where free) as may_dispatch`.execute(this.database);
    const answer = rows[0];
    return {
      created: new Set(answer?.created),
      dispatched: new Set(answer?.dispatched),
      outbox: answer?.outbox ?? {},
      mayDispatch: answer?.may_dispatch ?? [],
    };
  }
}

const columns = sql.join(generationColumns.map((column) => sql.ref(column)));

/** How many of the new images go at once; `excluded` holds their number, split as if the account were new. */
const granted = sql`
  case when a.waiting > 0 then 0
  else greatest(0, least(excluded.in_use + excluded.waiting, excluded.concurrency - a.in_use)) end`;
