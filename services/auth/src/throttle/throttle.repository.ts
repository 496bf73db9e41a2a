import { Inject, Injectable } from '@nestjs/common';
import { type Kysely, sql } from 'kysely';
import type { AuthSchema } from '../db/schema.js';
import { DATABASE } from '../tokens.js';

@Injectable()
export class ThrottleRepository {
  constructor(@Inject(DATABASE) private readonly database: Kysely<AuthSchema>) {}

  /**
   * Counts an attempt if fewer than `limit` were counted in the window that ends now. One statement, in which the row
   * is locked before it is judged: exact over all replicas.
   * @returns 0 when it was counted; otherwise the seconds until another would be
   */
  async take(subject: Buffer, limit: number, windowSeconds: number): Promise<number> {
    const { rows } = await sql<{ wait: number }>`
      with taken as (
        insert into throttles as t (subject, attempts, expires_at)
        values (${subject}, array[clock_timestamp()], clock_timestamp() + make_interval(secs => ${windowSeconds}))
        on conflict (subject) do update set
          attempts = array(
            select at from unnest(t.attempts) at
            where at > clock_timestamp() - make_interval(secs => ${windowSeconds}) order by at
          ) || clock_timestamp(),
          expires_at = excluded.expires_at
        where (
          select count(*) from unnest(t.attempts) at
          where at > clock_timestamp() - make_interval(secs => ${windowSeconds})
        ) < ${limit}::int
        returning 0 as wait
      )
      select wait from taken`.execute(this.database);
    return rows[0]?.wait ?? this.wait(subject, windowSeconds);
  }

  async forget(subject: Buffer): Promise<void> {
    await this.database.deleteFrom('throttles').where('subject', '=', subject).execute();
  }

  private async wait(subject: Buffer, windowSeconds: number): Promise<number> {
    const { rows } = await sql<{ wait: number }>`
      select ceil(extract(epoch from min(at) - clock_timestamp()) + ${windowSeconds}::int)::int as wait
      from throttles, unnest(attempts) at
      where subject = ${subject} and at > clock_timestamp() - make_interval(secs => ${windowSeconds})`.execute(
      this.database,
    );
    return Math.max(rows[0]?.wait ?? 1, 1);
  }
}
