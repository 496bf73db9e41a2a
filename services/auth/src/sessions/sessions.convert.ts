import type { Session, User } from '@imageai/contracts/auth';
import type { SessionRow, UserRow } from '../db/schema.js';

export const toSession = (row: SessionRow): Session => ({
  id: row.id,
  createdAt: row.created_at,
  lastSeenAt: row.last_seen_at,
  expiresAt: row.expires_at,
  address: row.address,
  userAgent: row.user_agent,
  method: row.method,
});

export const toUser = (row: Pick<UserRow, 'id' | 'email' | 'name' | 'created_at'>): User => ({
  id: row.id,
  email: row.email,
  name: row.name,
  createdAt: row.created_at,
});
