import type { IdempotencyKeysTable } from '@imageai/db';
import type { ColumnType, Generated, Insertable, Kysely, Selectable } from 'kysely';
import type { ActorKindKey } from '../authorization/acting.js';
import type { MailJob } from '../mail/mail-job.js';

export type PlanKey = 'starter' | 'professional' | 'enterprise';
export type LaneKey = 'starter' | 'professional' | 'enterprise';

/** What a plan sets and an account may override. */
export interface LimitColumns {
  requests_per_minute: number;
  images_per_month: number;
  concurrency: number;
  max_images_per_request: number;
  retention_days: number;
  lane: LaneKey;
}

/** The limits that are an account's own; those left out are its plan's. */
export type OverrideColumns = Partial<LimitColumns>;

interface PlanTable extends LimitColumns {
  name: PlanKey;
  /** Order in which plans are listed: one behind another is higher. */
  position: number;
  /** Grows with every change. */
  version: Generated<number>;
}

type Json<Value> = ColumnType<Value, string, string>;

interface AccountTable {
  id: string;
  name: string;
  email: string;
  plan: PlanKey;
  overrides: Json<OverrideColumns>;
  version: Generated<number>;
  suspended_at: Date | null;
  suspended_reason: string | null;
  deleted_at: Date | null;
  claimed_at: Date | null;
  private_images: Generated<boolean>;
  omit_parameters: Generated<boolean>;
  created_at: Generated<Date>;
}

/** A change of plan that takes effect by itself. */
interface PlanChangeTable {
  account_id: string;
  plan: PlanKey;
  overrides: Json<OverrideColumns>;
  effective_at: Date;
}

/** A view: an account with the plan and the limits in force at this moment, and what comes next. */
interface AccountInForceView extends LimitColumns {
  id: string;
  name: string;
  email: string;
  version: number;
  suspended_at: Date | null;
  suspended_reason: string | null;
  deleted_at: Date | null;
  created_at: Date;
  plan: PlanKey;
  overrides: OverrideColumns;
  next_plan: PlanKey | null;
  next_overrides: OverrideColumns | null;
  next_at: Date | null;
  private_images: boolean;
  omit_parameters: boolean;
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

export type RoleKey = 'owner' | 'developer' | 'billing' | 'viewer';

interface UserTable {
  id: string;
  email: string;
  name: string;
  /** argon2id; null for who only signs in at a provider. */
  password_hash: string | null;
  created_at: Generated<Date>;
}

interface MemberTable {
  account_id: string;
  user_id: string;
  role: RoleKey;
  created_at: Generated<Date>;
}

interface SessionTable {
  id: string;
  user_id: string;
  token_hash: Buffer;
  created_at: Generated<Date>;
  last_seen_at: Generated<Date>;
  expires_at: Date;
  address: string;
  user_agent: string;
  method: string;
}

interface SignUpTable {
  id: string;
  email: string;
  name: string;
  password_hash: string;
  created_at: Generated<Date>;
}

interface InvitationTable {
  id: string;
  account_id: string;
  email: string;
  role: RoleKey;
  created_at: Generated<Date>;
  expires_at: Date;
}

export type LinkPurpose = 'sign_up' | 'password_reset' | 'invitation';

interface LinkTable {
  hash: Buffer;
  purpose: LinkPurpose;
  subject_id: string;
  expires_at: Date;
}

interface IdentityTable {
  issuer: string;
  subject: string;
  user_id: string;
  created_at: Generated<Date>;
}

interface SignInAttemptTable {
  state_hash: Buffer;
  browser_hash: Buffer;
  provider: string;
  nonce: string;
  code_verifier: string;
  expires_at: Date;
}

interface ThrottleTable {
  subject: Buffer;
  attempts: Date[];
  expires_at: Date;
}

interface MailTable {
  id: Generated<number>;
  recipient: string;
  job: Json<MailJob>;
  attempts: Generated<number>;
  next_attempt_at: Generated<Date>;
  created_at: Generated<Date>;
}

interface AccountDeletionTable {
  account_id: string;
  event_id: string;
  deleted_at: Generated<Date>;
  publications: Generated<number>;
  /** Null once everybody has confirmed. */
  next_publication_at: Generated<Date | null>;
}

interface DeletionConfirmationTable {
  account_id: string;
  service: string;
  confirmed_at: Generated<Date>;
  removed: Json<Record<string, string>>;
}

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
  account_deletions: AccountDeletionTable;
  plans: PlanTable;
  accounts: AccountTable;
  accounts_in_force: AccountInForceView;
  plan_changes: PlanChangeTable;
  api_keys: ApiKeyTable;
  audit_log: AuditTable;
  deletion_confirmations: DeletionConfirmationTable;
  idempotency_keys: IdempotencyKeysTable;
  identities: IdentityTable;
  invitations: InvitationTable;
  links: LinkTable;
  mail_outbox: MailTable;
  members: MemberTable;
  sessions: SessionTable;
  sign_in_attempts: SignInAttemptTable;
  sign_ups: SignUpTable;
  throttles: ThrottleTable;
  users: UserTable;
}

export type PlanRow = Selectable<PlanTable>;
export type AccountRow = Selectable<AccountInForceView>;
export type ApiKeyRow = Selectable<ApiKeyTable>;
export type NewApiKey = Insertable<ApiKeyTable>;
export type InvitationRow = Selectable<InvitationTable>;
export type MailRow = Selectable<MailTable>;
export type NewSession = Insertable<SessionTable>;
export type SessionRow = Selectable<SessionTable>;
export type SignUpRow = Selectable<SignUpTable>;
export type UserRow = Selectable<UserTable>;
export type AccountDeletionRow = Selectable<AccountDeletionTable>;
export type DeletionConfirmationRow = Selectable<DeletionConfirmationTable>;
export type AuditRow = Selectable<AuditTable>;

/** A connection pool that sees the service's own schema. */
export type Database = Kysely<AuthSchema>;
