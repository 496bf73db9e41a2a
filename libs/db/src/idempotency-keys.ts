import { AppError } from '@imageai/errors';
import { type QueryExecutorProvider, sql } from 'kysely';

/** A request that makes something, under the key that its client gave it. */
export interface KeyedRequest {
  readonly accountId: string;
  /** What is done, and to what: a key counts for one of these. */
  readonly act: string;
  readonly key: string;
  /** SHA-256 of the canonical body. */
  readonly fingerprint: Uint8Array;
}

/** The table that `earlierRequest` needs in the schema of a service. `made`: what the answer is rebuilt from. */
export interface IdempotencyKeysTable {
  account_id: string;
  act: string;
  key: string;
  fingerprint: Buffer;
  made: object;
  expires_at: Date;
}

export const createIdempotencyKeys = [
  `create table idempotency_keys (
    account_id text not null,
    act text not null,
    key text not null,
    fingerprint bytea not null,
    made jsonb not null,
    expires_at timestamptz not null,
    primary key (account_id, act, key)
  )`,
  'create index idempotency_keys_by_age on idempotency_keys (expires_at)',
] as const;

const keptMs = 24 * 60 * 60 * 1_000;
const maxKeyLength = 255;
const fingerprintBytes = 32;

/**
 * What an earlier request under this key has made, or undefined: then this one is the first, and what it makes is noted.
 * In the transaction that makes it: of many at once the others wait for the first one, and are the first themselves
 * where that came to nothing. So there is no lease, and nothing to clean up after a crash.
 *
 * @param made what the answer can be rebuilt from
 */
export async function earlierRequest<Made extends object>(
  transaction: QueryExecutorProvider,
  request: KeyedRequest,
  made: Made,
  now: Date,
): Promise<Made | undefined> {
  const { accountId, act, key } = request;
  const fingerprint = Buffer.from(request.fingerprint);
  check(key, fingerprint);
  const expiresAt = new Date(now.getTime() + keptMs);
  const { rows: taken } = await sql`
    insert into idempotency_keys as k (account_id, act, key, fingerprint, made, expires_at)
    values (${accountId}, ${act}, ${key}, ${fingerprint}, ${JSON.stringify(made)}, ${expiresAt})
    on conflict (account_id, act, key) do update set
      fingerprint = excluded.fingerprint, made = excluded.made, expires_at = excluded.expires_at
    where k.expires_at <= ${now}
    returning key`.execute(transaction);
  if (taken.length > 0) return undefined;
  const { rows } = await sql<{ fingerprint: Buffer; made: Made }>`
    select fingerprint, made from idempotency_keys
    where account_id = ${accountId} and act = ${act} and key = ${key}`.execute(transaction);
  const [earlier] = rows;
  if (earlier?.fingerprint.equals(fingerprint)) return earlier.made;
  throw new AppError('idempotency_mismatch', { param: 'Idempotency-Key' });
}

/** What the gateway vouches for; anything else is a bug of the caller. */
function check(key: string, fingerprint: Buffer): void {
  if (key === '' || key.length > maxKeyLength || key.includes('\0')) throw outOfRange('key');
  if (fingerprint.length !== fingerprintBytes) throw outOfRange('fingerprint');
}

const outOfRange = (param: string): AppError =>
  new AppError('parameter_invalid', { message: `idempotency.${param} is missing or out of range.`, param });
