import { AppError } from '@imageai/errors';
import { Injectable } from '@nestjs/common';

/** The end of this process's life: first no new work, later no more patience with what still waits. */
@Injectable()
export class Drain {
  private begun = false;
  private readonly over = new AbortController();

  get isDraining(): boolean {
    return this.begun;
  }

  /** Aborted when waiting requests are to be answered 503; their generations go on. */
  get timedOut(): AbortSignal {
    return this.over.signal;
  }

  begin(): void {
    this.begun = true;
  }

  timeOut(): void {
    this.over.abort(new AppError('unavailable', { retryAfterSeconds: 1 }));
  }
}
