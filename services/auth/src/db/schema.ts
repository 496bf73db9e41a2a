import type { ColumnType, Generated, Insertable, Kysely, Selectable } from 'kysely';
import type { ActorKindKey } from '../authorization/acting.js';

/** The limits that a plan sets and that an account may override. */
export interface LimitColumns<Value> {
  requests_per_minute: Value;
  images_per_month: Value;
  concurrency: Value;
  max_images_per_request: Value;
  retention_days: Value;
}

export type PlanKey = 'starter' | 'professional' | 'enterprise';

interface PlanTable extends LimitColumns<number> {
  name: PlanKey;
  /** Order in which plans are listed. */
  position: number;
}

/** A limit that is null is the plan's. */
interface AccountTable extends LimitColumns<number | null> {
  id: string;
  name: string;
  email: string;
  plan: PlanKey;
  suspended_at: Date | null;
  created_at: Generated<Date>;
}

interface ApiKeyTable {
  id: string;
  account_id: string;
  name: string;
  prefix: string;
  /** HMAC-SHA-256 of the secret under KEY_PEPPER. */
  hash: Buffer;
  scopes: string[];
  created_at: Generated<Date>;
  expires_at: Date | null;
  revoked_at: Generated<Date | null>;
  revocation_reason: Generated<RevocationReasonKey | null>;
  last_used_at: Generated<Date | null>;
  successor_id: Generated<string | null>;
  /** The key's own limits, under its account's. */
  requests_per_minute: number | null;
  images_per_month: number | null;
  /** Origins as browsers send them; none: all. */
  allowed_origins: string[];
  /** Canonical networks; none: all. */
  allowed_addresses: string[];
}

export type RevocationReasonKey = 'revoked' | 'leaked' | 'account_deleted';

interface AuditTable {
  id: Generated<number>;
  occurred_at: Generated<Date>;
  actor_kind: ActorKindKey;
  actor_id: string;
  action: string;
  account_id: string | null;
  target_id: string;
  address: string;
  request_id: string;
  details: ColumnType<Record<string, string>, string, never>;
}

export interface AuthSchema {
  plans: PlanTable;
  accounts: AccountTable;
  api_keys: ApiKeyTable;
  audit_log: AuditTable;
}

export type PlanRow = Selectable<PlanTable>;
export type ApiKeyRow = Selectable<ApiKeyTable>;
export type NewApiKey = Insertable<ApiKeyTable>;
export type AuditRow = Selectable<AuditTable>;

/** A connection pool that sees the service's own schema. */
export type Database = Kysely<AuthSchema>;
