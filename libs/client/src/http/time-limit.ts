import { TimeoutError } from '../errors.js';

/** Timers that are set for longer fire at once. */
const longestTimerMs = 2 ** 31 - 1;

/** A caller's signal and a time-out in one, and both let go of at the end: a signal may outlive thousands of requests. */
export class TimeLimit {
  private readonly controller = new AbortController();
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly caller: AbortSignal | undefined,
    timeoutMs: number,
  ) {
    caller?.throwIfAborted();
    caller?.addEventListener('abort', this.onAbort, { once: true });
    this.restart(timeoutMs);
  }

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  /** From now on it is so long. */
  restart(timeoutMs: number): void {
    this.pause();
    const onTime = () => this.controller.abort(new TimeoutError(`No answer came within ${timeoutMs / 1000} s.`));
    this.timer = setTimeout(onTime, Math.min(timeoutMs, longestTimerMs));
  }

  /** Until it is started again. */
  pause(): void {
    clearTimeout(this.timer);
  }

  end(): void {
    this.pause();
    this.caller?.removeEventListener('abort', this.onAbort);
  }

  private readonly onAbort = (): void => this.controller.abort(this.caller?.reason);
}
