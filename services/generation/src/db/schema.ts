import type { LaneName } from '@imageai/contracts/subjects';
import type { Generated, Kysely, Selectable } from 'kysely';

/** The service's own Postgres schema. */
export const schemaName = 'generation';

export type GenerationState = 'queued' | 'running' | 'succeeded' | 'failed' | 'cancelled' | 'expired';
export type ImageState = 'waiting' | 'dispatched' | 'running' | 'stored' | 'failed' | 'cancelled' | 'expired';

interface ModelsTable {
  name: string;
  position: Generated<number>;
  digest: string;
  default_steps: number;
  default_guidance_scale: number;
  size_multiple: number;
  max_pixels: number;
  unusable_reason: string;
  runtime: string;
  licence: string;
  source: string;
  pipeline: string;
  features: string[];
  registered_at: Date;
  /** Milliseconds that the engine takes for one unit of `images.cost`, as measured; null before the first. */
  ms_per_cost: number | null;
}

interface WorkersTable {
  worker_id: string;
  seen_at: Date;
}

interface AccountsTable {
  account_id: string;
  /** How many images may be with the workers at once. */
  concurrency: number;
  /** Images dispatched or running. */
  in_use: number;
  waiting: number;
  /** Of the last creation: how many of its images could go at once. */
  granted: number;
}

interface GenerationsTable {
  id: string;
  account_id: string;
  key_id: string;
  request_id: string;
  idempotency_key: string;
  lane: LaneName;
  status: GenerationState;
  /** One more with each change of the generation or of one of its images: what compare-and-set compares. */
  version: number;
  image_count: number;
  concurrency: number;
  parameters: Buffer;
  model: string;
  model_digest: string;
  system_fingerprint: string;
  error_code: string;
  created_at: Date;
  started_at: Date | null;
  finished_at: Date | null;
  expires_at: Date;
  webhook: Buffer | null;
}

interface ImagesTable {
  id: string;
  generation_id: string;
  account_id: string;
  lane: LaneName;
  model: string;
  /** Order of acceptance, in microseconds since 1970: what waits is dispatched in it. */
  position: number;
  index: number;
  seed: number;
  /** Megapixels times steps: how long it takes, up to the model's speed. */
  cost: number;
  status: ImageState;
  /** Counts losses, from 1. */
  attempt: number;
  /** Counts work messages: a hand-back adds one without an attempt. */
  dispatches: number;
  alone: boolean;
  worker_id: string | null;
  /** The worker that the latest attempt was lost with. */
  lost_worker_id: string | null;
  /** Where the work stream keeps the message of the latest dispatch; null until it was published. */
  message_sequence: number | null;
  /** The last sign of life: its dispatch, a report, a heartbeat, or its message seen in the stream. */
  last_heartbeat_at: Date;
  started_at: Date | null;
  stored_at: Date | null;
  ended_at: Date | null;
  engine_ms: number | null;
  error_code: string;
  /** For operators: why the latest attempt failed. */
  reason: string;
}

interface OutboxTable {
  id: Generated<number>;
  kind: 'work' | 'event';
  subject: string;
  /** The `Nats-Msg-Id`. */
  message_id: string;
  payload: Buffer;
  generation_id: string;
  image_id: string | null;
  dispatch: number | null;
  created_at: Generated<Date>;
}

interface DeadLettersTable {
  image_id: string;
  generation_id: string;
  account_id: string;
  attempts: number;
  reason: string;
  died_at: Date;
  requeued_as_generation_id: string;
}

interface IdempotencyKeysTable {
  account_id: string;
  /** The path of the URL that the key was sent to. */
  route: string;
  key: string;
  /** SHA-256 of the canonical body. */
  fingerprint: Buffer;
  generation_id: string;
  /** Whether the generation exists; until then the key is only claimed. */
  bound: boolean;
  /** When the lease of the claim ends; of a bound key, its keeping. */
  expires_at: Date;
}

/** A deleted account of which everything is to go. */
interface AccountRemovalTable {
  account_id: string;
  requested_at: Generated<Date>;
  /** How much of what is gone. */
  removed: Generated<Record<string, number>>;
  /** When auth was told that nothing is left. */
  confirmed_at: Date | null;
}

export interface GenerationSchema {
  account_removals: AccountRemovalTable;
  models: ModelsTable;
  workers: WorkersTable;
  accounts: AccountsTable;
  generations: GenerationsTable;
  images: ImagesTable;
  outbox: OutboxTable;
  dead_letters: DeadLettersTable;
  idempotency_keys: IdempotencyKeysTable;
}

export type ModelRow = Selectable<ModelsTable>;
export type GenerationRow = Selectable<GenerationsTable>;
export type ImageRow = Selectable<ImagesTable>;
export type OutboxRow = Selectable<OutboxTable>;
export type DeadLetterRow = Selectable<DeadLettersTable>;
export type IdempotencyKeyRow = Selectable<IdempotencyKeysTable>;

/** Every column, for statements that move whole rows. */
export const generationColumns = [
  'id',
  'account_id',
  'key_id',
  'request_id',
  'idempotency_key',
  'lane',
  'status',
  'version',
  'image_count',
  'concurrency',
  'parameters',
  'model',
  'model_digest',
  'system_fingerprint',
  'error_code',
  'created_at',
  'started_at',
  'finished_at',
  'expires_at',
  'webhook',
] as const satisfies readonly (keyof GenerationRow)[];

export const imageColumns = [
  'id',
  'generation_id',
  'account_id',
  'lane',
  'model',
  'position',
  'index',
  'seed',
  'cost',
  'status',
  'attempt',
  'dispatches',
  'alone',
  'worker_id',
  'lost_worker_id',
  'message_sequence',
  'last_heartbeat_at',
  'started_at',
  'stored_at',
  'ended_at',
  'engine_ms',
  'error_code',
  'reason',
] as const satisfies readonly (keyof ImageRow)[];

/** A connection pool that sees the service's own schema. */
export type Database = Kysely<GenerationSchema>;
