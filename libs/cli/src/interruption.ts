import { exitCodes } from './exit-codes.js';

/** Ctrl-C: the first one asks to end, the second ends at once. */
export class Interruption {
  private readonly controller = new AbortController();

  /** Listens to the signals of this process. */
  static ofProcess(): Interruption {
    const interruption = new Interruption();
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.on(signal, () => {
        if (interruption.signal.aborted) process.exit(exitCodes.interrupted);
        interruption.interrupt();
      });
    }
    return interruption;
  }

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  interrupt(): void {
    this.controller.abort();
  }
}
