import { type GenerationEvent, isTerminal } from '@imageai/client';
import { bar } from '../terminal/bar.js';

/** The line that says how far a generation is. */
export class ProgressLine {
  /** Steps done, by image. */
  private readonly steps = new Map<number, number>();

  /** @param pictures how many there are to be */
  constructor(private readonly pictures: number) {}

  after(event: GenerationEvent): string {
    if (event.type === 'progress') return this.progress(event.data);
    if (event.type === 'queued') return waiting(event.data.queue_position);
    if (isTerminal(event.type)) return event.type === 'succeeded' ? 'Fetching' : '';
    return 'Beginning';
  }

  private progress({
    index,
    step,
    of,
  }: {
    readonly index: number;
    readonly step: number;
    readonly of: number;
  }): string {
    this.steps.set(index, step);
    const done = [...this.steps.values()].reduce((sum, steps) => sum + steps, 0);
    const all = of * this.pictures;
    const pictures = this.pictures > 1 ? `, ${this.pictures} pictures` : '';
    return `${bar(done / all)} ${done}/${all} steps${pictures}`;
  }
}

const waiting = (ahead: number): string =>
  ahead === 0 ? 'Waiting' : `Waiting, ${ahead} ${ahead === 1 ? 'picture' : 'pictures'} ahead`;
