import type { Generated, Insertable, Kysely, Selectable } from 'kysely';

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
  revoked_at: Date | null;
  last_used_at: Date | null;
}

export interface AuthSchema {
  plans: PlanTable;
  accounts: AccountTable;
  api_keys: ApiKeyTable;
}

export type PlanRow = Selectable<PlanTable>;
export type ApiKeyRow = Selectable<ApiKeyTable>;
export type NewApiKey = Insertable<ApiKeyTable>;

/** A connection pool that sees the service's own schema. */
export type Database = Kysely<AuthSchema>;
