/** A terminal and npm both pass one Ctrl-C on: two of the same within this time are one. */
const SAME_MS = 1000;

export interface Interruption {
  /** Aborted by the first Ctrl-C (or SIGTERM, or the terminal's end). */
  stop: AbortSignal;
  /** Aborted by the second. */
  kill: AbortSignal;
}

export function interruption(now: () => number = Date.now, source: NodeJS.EventEmitter = process): Interruption {
  const stop = new AbortController();
  const kill = new AbortController();
  let firstAt: number | undefined;
  const onSignal = (): void => {
    if (firstAt === undefined) {
      firstAt = now();
      stop.abort(new Error('interrupted'));
    } else if (now() - firstAt > SAME_MS) {
      kill.abort();
    }
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) source.on(signal, onSignal);
  return { stop: stop.signal, kill: kill.signal };
}
