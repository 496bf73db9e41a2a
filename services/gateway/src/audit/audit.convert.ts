import type { ActorKindName, AuditEntryResource, ListAuditEntriesQuery } from '@imageai/api';
import { ActorKind, type AuditEntry, type ListAuditEntriesRequest } from '@imageai/contracts/auth';
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

export const toAuditRequest = (accountId: string, query: ListAuditEntriesQuery): ListAuditEntriesRequest => ({
  accountId,
  action: query.action ?? '',
  actorId: query.actor_id ?? '',
  targetId: query.target_id ?? '',
  since: dateOf(query.since),
  until: dateOf(query.until),
  pageSize: query.limit,
  pageToken: query.cursor ?? '',
});

const dateOf = (text: string | undefined): Date | undefined => (text === undefined ? undefined : new Date(text));
