/** How many tries are under way at once, in all and to one target. */
export class Slots {
  private readonly running = new Map<string, number>();
  private total = 0;

  constructor(
    private readonly most: number,
    private readonly mostOfTarget: number,
  ) {}

  get free(): number {
    return Math.max(this.most - this.total, 0);
  }

  get used(): number {
    return this.total;
  }

  /** A target whose last try failed gets one at a time: what hangs must not fill the places of what works. */
  take(target: string, isFailing: boolean): boolean {
    const inUse = this.running.get(target) ?? 0;
    if (this.free === 0 || inUse >= (isFailing ? 1 : this.mostOfTarget)) return false;
    this.add(target);
    return true;
  }

  /** For what was counted elsewhere. */
  add(target: string): void {
    this.running.set(target, (this.running.get(target) ?? 0) + 1);
    this.total += 1;
  }

  release(target: string): void {
    const left = (this.running.get(target) ?? 0) - 1;
    if (left > 0) this.running.set(target, left);
    else this.running.delete(target);
    this.total -= 1;
  }

  /** Targets and how many tries to them are under way. */
  inUse(): ReadonlyMap<string, number> {
    return this.running;
  }
}
