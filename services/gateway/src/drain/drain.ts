import { AppError } from '@imageai/errors';
import { Injectable } from '@nestjs/common';

/** The end of this process's life: first no new work, later no more patience with what still waits. */
@Injectable()
export class Drain {
  private readonly begun = new AbortController();
  private readonly over = new AbortController();

  get isDraining(): boolean {
    return this.begun.signal.aborted;
  }

  /** Aborted when the end begins: streams that can be taken up elsewhere end then. */
  get started(): AbortSignal {
    return this.begun.signal;
  }

  /** Aborted when waiting requests are to be answered 503; their generations go on. */
  get timedOut(): AbortSignal {
    return this.over.signal;
  }

  begin(): void {
    this.begun.abort();
  }

  timeOut(): void {
    this.over.abort(new AppError('unavailable', { retryAfterSeconds: 1 }));
  }
}
