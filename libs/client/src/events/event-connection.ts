import { ConnectionError } from '../errors.js';
import { TimeLimit } from '../http/time-limit.js';
import { type Call, failure, type Transport } from '../http/transport.js';
import { type RequestOptions, timeoutOf } from '../options.js';
import { type ServerSentEvent, ServerSentEventParser } from './server-sent-events.js';

/** The server writes a comment every 15 s: a connection that is silent for longer than this is dead. */
export const defaultIdleTimeoutMs = 45_000;

export interface ConnectionOptions extends RequestOptions {
  readonly idleTimeoutMs?: number | undefined;
}

/** The events of one connection, until the server ends it; throws where it is cut or falls silent. */
export async function* eventsOf(
  transport: Transport,
  call: Call,
  options: ConnectionOptions,
): AsyncGenerator<ServerSentEvent, void, undefined> {
  const limit = new TimeLimit(options.signal, timeoutOf(transport.settings, options));
  let reader: ReadableStreamDefaultReader<Uint8Array> | undefined;
  try {
    reader = readerOf(await transport.open(call, options, limit));
    const decoder = new TextDecoder();
    const parser = new ServerSentEventParser();
    for (;;) {
      limit.restart(options.idleTimeoutMs ?? defaultIdleTimeoutMs);
      const { done, value } = await reader.read();
      if (done) return;
      // What the caller does with an event takes as long as it takes.
      limit.pause();
      yield* parser.push(decoder.decode(value, { stream: true }));
    }
  } catch (thrown) {
    throw failure(thrown, transport.settings.baseUrl, limit.signal);
  } finally {
    limit.end();
    // Also where the caller has seen enough: the connection ends with it.
    await reader?.cancel().catch(() => undefined);
  }
}

function readerOf({ body, headers }: Response): ReadableStreamDefaultReader<Uint8Array> {
  const type = headers.get('content-type') ?? '';
  if (body === null || !type.startsWith('text/event-stream')) {
    void body?.cancel();
    throw new ConnectionError(`A stream of events was expected, and the answer is ${type || 'nothing'}.`);
  }
  return body.getReader();
}
