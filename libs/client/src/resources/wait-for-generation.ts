import type { GenerationResource } from '@imageai/api';
import { ConnectionError, NotFoundError, ServerError } from '../errors.js';
import type { StreamOptions } from '../events/follow-generation.js';
import { type GenerationEvent, isEnd, isTerminal } from '../events/generation-event.js';
import { sleep } from '../http/sleep.js';
import type { RequestOptions } from '../options.js';

export interface WaitOptions extends RequestOptions {
  /** Told of everything that happens meanwhile, as long as events come through. */
  readonly onEvent?: ((event: GenerationEvent) => void) | undefined;
  /** How often it is asked for where events do not come through; every 2 s where absent. */
  readonly pollMs?: number | undefined;
}

/** What is asked for a generation while it is made. */
interface Source {
  get(id: string, options: RequestOptions): Promise<GenerationResource>;
  stream(id: string, options: StreamOptions): AsyncIterable<GenerationEvent>;
}

/** Of connections that bring nothing: what keeps one of them from us (a proxy, say) keeps the next as well. */
const streamTries = 2;
/** Longer than the 15 s between two of the server's signs of life. */
const idleTimeoutMs = 20_000;
const defaultPollMs = 2_000;

/** By the events, and where these do not come through by asking again and again. */
export async function waitForGeneration(
  generations: Source,
  id: string,
  { onEvent, pollMs = defaultPollMs, ...options }: WaitOptions,
): Promise<GenerationResource> {
  try {
    const events = generations.stream(id, { ...options, maxRetries: streamTries, idleTimeoutMs });
    for await (const event of events) {
      onEvent?.(event);
      if (isEnd(event)) return event.data;
    }
  } catch (error) {
    // Not found may be the events alone, of a server that has none: the generation itself is asked for next.
    const isObstacle = [ConnectionError, ServerError, NotFoundError].some((Class) => error instanceof Class);
    if (!isObstacle) throw error;
  }
  for (;;) {
    const generation = await generations.get(id, options);
    if (isTerminal(generation.status)) return generation;
    await sleep(pollMs, options.signal);
  }
}
