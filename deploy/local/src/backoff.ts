const FIRST_MS = 100;
const LONGEST_MS = 10_000;
/** A process that ran this long was well: its next accident is a first one again. */
const WELL_AFTER_MS = 10_000;

/** How long to wait before the next try: at once after an accident, ever longer for what keeps dying. */
export class Backoff {
  private accidents = 0;
  private startedAt = 0;

  constructor(private readonly now: () => number = Date.now) {}

  started(): void {
    this.startedAt = this.now();
  }

  nextMs(): number {
    if (this.startedAt > 0 && this.now() - this.startedAt >= WELL_AFTER_MS) this.accidents = 0;
    this.startedAt = 0;
    this.accidents += 1;
    return Math.min(FIRST_MS * 2 ** (this.accidents - 1), LONGEST_MS);
  }
}
