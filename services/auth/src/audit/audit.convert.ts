import { ActorKind, type AuditEntry } from '@imageai/contracts/auth';
import type { ActorKindKey } from '../authorization/acting.js';
import type { AuditRow } from '../db/schema.js';

const kinds: Readonly<Record<ActorKindKey, ActorKind>> = {
  user: ActorKind.ACTOR_KIND_USER,
  key: ActorKind.ACTOR_KIND_KEY,
  operator: ActorKind.ACTOR_KIND_OPERATOR,
  system: ActorKind.ACTOR_KIND_SYSTEM,
  anonymous: ActorKind.ACTOR_KIND_ANONYMOUS,
};

export const toAuditEntry = (row: AuditRow): AuditEntry => ({
  id: BigInt(row.id),
  occurredAt: row.occurred_at,
  actorKind: kinds[row.actor_kind],
  actorId: row.actor_id,
  action: row.action,
  accountId: row.account_id ?? '',
  targetId: row.target_id,
  address: row.address,
  requestId: row.request_id,
  details: row.details,
});
