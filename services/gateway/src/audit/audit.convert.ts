import type { ActorKindName, AuditEntryResource } from '@imageai/api';
import { ActorKind, type AuditEntry } from '@imageai/contracts/auth';
import { iso, present } from '../peers/auth-answers.js';

const kinds = new Map<ActorKind, ActorKindName>([
  [ActorKind.ACTOR_KIND_USER, 'user'],
  [ActorKind.ACTOR_KIND_KEY, 'key'],
  [ActorKind.ACTOR_KIND_OPERATOR, 'operator'],
  [ActorKind.ACTOR_KIND_SYSTEM, 'system'],
  [ActorKind.ACTOR_KIND_ANONYMOUS, 'anonymous'],
]);

export const toAuditEntry = (entry: AuditEntry): AuditEntryResource => ({
  id: String(entry.id),
  occurred_at: iso(entry.occurredAt),
  actor_kind: present(kinds.get(entry.actorKind), 'kind of actor'),
  actor_id: entry.actorId || null,
  action: entry.action,
  target_id: entry.targetId || null,
  address: entry.address || null,
  request_id: entry.requestId || null,
  details: entry.details,
});
