import { AuthenticationError, type CurrentSession } from '@imageai/client';
import type { DataTag, QueryClient } from '@tanstack/react-query';

/** Null: nobody is signed in. */
export const sessionKey = ['session'] as DataTag<['session'], CurrentSession | null>;
/** Whether a session ended while its page was open. */
export const expiredKey = ['session-expired'] as DataTag<['session-expired'], boolean>;

/** A session that ended while its page is open: the page stays as it is, and asks who it is once more. */
export function noteExpiry(queries: QueryClient, error: unknown): void {
  if (!(error instanceof AuthenticationError) || error.code !== 'invalid_session') return;
  if (queries.getQueryData(sessionKey)) queries.setQueryData(expiredKey, true);
}
