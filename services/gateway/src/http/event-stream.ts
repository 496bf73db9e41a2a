/** Of an answer that is a stream of server-sent events. */
export const eventStreamHeaders = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-store',
  // nginx would hold events back until its buffer is full.
  'x-accel-buffering': 'no',
} as const;

/** A comment so often keeps proxies from thinking that nothing comes any more. */
export const keepAliveMs = 15_000;
export const keepAliveText = ':\n\n';

/** One event. JSON has no line breaks of its own. */
export const toEventText = (event: string, data: unknown, id?: number): string =>
  `${id === undefined ? '' : `id: ${id}\n`}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
