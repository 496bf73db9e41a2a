export interface Clock {
  now(): Date;
}

/** Time that stands still until a test moves it. */
export class FakeClock implements Clock {
  private timeMs: number;

  constructor(start: Date | string = '2026-01-15T12:00:00.000Z') {
    this.timeMs = new Date(start).getTime();
  }

  /** A new object each time: nobody can move the clock through an old one. */
  now(): Date {
    return new Date(this.timeMs);
  }

  advance(ms: number): void {
    this.timeMs += ms;
  }

  set(time: Date | string): void {
    this.timeMs = new Date(time).getTime();
  }
}
