import { setTimeout as sleep } from 'node:timers/promises';
import { AppError } from '@imageai/errors';

const firstDelayMs = 50;
const maxDelayMs = 500;

/** Of another service's error, what the client is to be told; undefined where it is none of the client's business. */
export type RefusalOf = (error: AppError) => AppError | undefined;

/**
 * Makes a call again while its service is away, for so long: a restart of one service is not seen by clients.
 * Only for calls that may be repeated.
 *
 * @param refusalOf where the service says by errors what the client asked wrongly
 */
export async function untilAvailable<Answer>(
  patienceMs: number,
  call: () => Promise<Answer>,
  refusalOf: RefusalOf = () => undefined,
): Promise<Answer> {
  const until = performance.now() + patienceMs;
  for (let delayMs = firstDelayMs; ; delayMs = Math.min(delayMs * 2, maxDelayMs)) {
    try {
      return await call();
    } catch (error) {
      const refusal = refusalOf(AppError.from(error));
      if (refusal !== undefined) throw refusal;
      const fault = peerFault(error);
      if (fault.code !== 'unavailable' || performance.now() + delayMs > until) throw fault;
    }
    await sleep(delayMs);
  }
}

/**
 * What a client is told of another service's error. Refusals are answers mostly; any other error is not the client's fault:
 * a service token that is not accepted, say, must not look like a wrong API key.
 */
export function peerFault(error: unknown): AppError {
  const { code, retryAfterSeconds } = AppError.from(error);
  if (code !== 'unavailable' && code !== 'overloaded') return new AppError('internal_error', { cause: error });
  return new AppError(code, { cause: error, ...(retryAfterSeconds !== undefined && { retryAfterSeconds }) });
}
