import { QueryClient } from '@tanstack/react-query';

const freshMs = 10_000;

export const queries: QueryClient = new QueryClient({
  defaultOptions: {
    queries: { retry: false, staleTime: freshMs, throwOnError: false },
    mutations: { retry: false },
  },
});

const listeners = new Set<(error: unknown) => void>();

/** Hears of every call to the server that failed, wherever it was made. */
export function onFailure(listener: (error: unknown) => void): void {
  listeners.add(listener);
}

export function noteFailure(error: unknown): void {
  for (const listener of listeners) listener(error);
}

queries.getQueryCache().config.onError = noteFailure;
queries.getMutationCache().config.onError = noteFailure;
