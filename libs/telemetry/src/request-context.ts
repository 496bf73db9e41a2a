import { AsyncLocalStorage } from 'node:async_hooks';

interface RequestContext {
  readonly requestId: string;
}

const storage = new AsyncLocalStorage<RequestContext>();

/** Runs work on behalf of one request, so that its logs and its calls to other services carry the request's id. */
export const runWithRequestId = <Result>(requestId: string, work: () => Result): Result =>
  storage.run({ requestId }, work);

/** The id of the request being served, where there is one. */
export const currentRequestId = (): string | undefined => storage.getStore()?.requestId;
