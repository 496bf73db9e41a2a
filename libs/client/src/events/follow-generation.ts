import { ConnectionError, ImageAIError } from '../errors.js';
import { longestObeyedMs, retryDelayMs } from '../http/retry.js';
import { sleep } from '../http/sleep.js';
import type { Call, Transport } from '../http/transport.js';
import { type ConnectionOptions, connect } from './event-connection.js';
import { type GenerationEvent, isTerminal, toGenerationEvent } from './generation-event.js';
import { ServerSentEventParser } from './server-sent-events.js';

/** A rolling restart of the servers takes less than the waits of so many tries in a row that bring nothing. */
const defaultMaxReconnects = 10;

export interface StreamOptions extends ConnectionOptions {
  /** Events after this one; all of them where absent. */
  readonly lastEventId?: string | undefined;
  /** How often a cut connection is made anew without bringing anything; 10 where absent. */
  readonly maxRetries?: number | undefined;
}

/** Everything that happens to a generation, over as many connections as it takes; ends after the terminal event. */
export async function* followGeneration(
  transport: Transport,
  path: string,
  options: StreamOptions,
): AsyncGenerator<GenerationEvent, void, undefined> {
  const { signal, maxRetries = defaultMaxReconnects } = options;
  let { lastEventId } = options;
  for (let failures = 0; ; ) {
    let cut: unknown = new ConnectionError('The stream of events ended before the generation did.');
    const parser = new ServerSentEventParser();
    try {
      const events = await connect(transport, callOf(path, lastEventId), parser, options);
      if (events === undefined) return;
      for await (const message of events) {
        failures = 0;
        if (message.id !== '') lastEventId = message.id;
        const event = toGenerationEvent(message);
        if (event === undefined) continue;
        yield event;
        if (isTerminal(event.type)) return;
      }
    } catch (thrown) {
      cut = thrown;
    }
    if (!(cut instanceof ImageAIError)) throw cut;
    const delayMs = failures < maxRetries ? retryDelayMs(cut, failures) : undefined;
    if (delayMs === undefined) throw cut;
    failures++;
    await sleep(delayMs + Math.min(parser.retryMs ?? 0, longestObeyedMs), signal);
  }
}

const callOf = (path: string, lastEventId: string | undefined): Call => ({
  method: 'GET',
  path,
  headers: {
    accept: 'text/event-stream',
    ...(lastEventId !== undefined && { 'last-event-id': lastEventId }),
  },
});
