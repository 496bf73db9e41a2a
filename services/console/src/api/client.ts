import { ImageAI } from '@imageai/client';
import { QueryClient } from '@tanstack/react-query';
import { chosenAccount } from './chosen-account.js';
import { noteFailure, sessionKey } from './session-state.js';

/** What one's own typing did not cause is tried again once before it is shown. */
const maxRetries = 1;
const freshMs = 10_000;

export const queries: QueryClient = new QueryClient({
  defaultOptions: {
    queries: { retry: false, staleTime: freshMs, throwOnError: false },
    mutations: { retry: false },
  },
});
queries.getQueryCache().config.onError = (error) => noteFailure(queries, error);
queries.getMutationCache().config.onError = (error) => noteFailure(queries, error);

/** The one way to the server: whatever the site can do, a customer can do by the same client. */
export const client = new ImageAI({
  baseUrl: location.origin,
  maxRetries,
  session: () => {
    const session = queries.getQueryData(sessionKey) ?? undefined;
    return { csrfToken: session?.csrf_token, accountId: session && chosenAccount(session)?.account_id };
  },
});
