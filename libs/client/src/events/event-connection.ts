import { ConnectionError } from '../errors.js';
import { TimeLimit } from '../http/time-limit.js';
import { type Call, failure, type Transport } from '../http/transport.js';
import { type RequestOptions, timeoutOf } from '../options.js';
import type { ServerSentEvent, ServerSentEventParser } from './server-sent-events.js';

/** The server writes a comment every 15 s: a connection that is silent for longer than this is dead. */
const defaultIdleTimeoutMs = 45_000;

export interface ConnectionOptions extends RequestOptions {
  /** After how long without a sign of life a connection is given up; 45 s where absent. */
  readonly idleTimeoutMs?: number | undefined;
}

/**
 * The events of one connection, until the server ends it; throws where it is cut or falls silent.
 * @returns undefined where the server says that there is nothing more to tell
 */
export async function connect(
  transport: Transport,
  call: Call,
  parser: ServerSentEventParser,
  options: ConnectionOptions,
): Promise<AsyncIterable<ServerSentEvent> | undefined> {
  const limit = new TimeLimit(options.signal, timeoutOf(transport.settings, options));
  try {
    const response = await transport.open(call, options, limit);
    if (response.status !== 204) return read(readerOf(response), parser, limit, transport, options);
    limit.end();
    return undefined;
  } catch (thrown) {
    limit.end();
    throw thrown;
  }
}

async function* read(
  reader: ReadableStreamDefaultReader<Uint8Array>,
  parser: ServerSentEventParser,
  limit: TimeLimit,
  { settings }: Transport,
  { idleTimeoutMs = defaultIdleTimeoutMs }: ConnectionOptions,
): AsyncGenerator<ServerSentEvent, void, undefined> {
  const decoder = new TextDecoder();
  try {
    for (;;) {
      limit.restart(idleTimeoutMs);
      const { done, value } = await reader.read();
      if (done) return;
      // What the caller does with an event takes as long as it takes.
      limit.pause();
      yield* parser.push(decoder.decode(value, { stream: true }));
    }
  } catch (thrown) {
    throw failure(thrown, settings.baseUrl, limit.signal);
  } finally {
    limit.end();
    // Also where the caller has seen enough: the connection ends with it.
    await reader.cancel().catch(() => undefined);
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
