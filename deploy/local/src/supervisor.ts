import { setTimeout as sleep } from 'node:timers/promises';
import type { ProcessExit } from '@imageai/backing-services';
import { Backoff } from './backoff.js';

/** Anything that runs as a process: a service, Postgres, NATS. */
export interface Unit {
  readonly name: string;
  readonly pid: number | undefined;
  start(): Promise<void>;
  /** Orderly; resolves when it has ended. */
  stop(): Promise<void>;
  kill(signal: NodeJS.Signals): void;
  onExit(listener: (exit: ProcessExit) => void): unknown;
}

export interface SupervisorEvents {
  /** A process was started or ended. */
  changed(): void;
  /** It ended although nobody asked for it, and will be started again. */
  died(name: string, exit: ProcessExit): void;
  restartFailed(name: string, error: Error): void;
}

interface Watched {
  unit: Unit;
  backoff: Backoff;
  /** The start under way. */
  starting: Promise<void> | undefined;
  /** Started once as asked for: from then on it is kept alive. */
  kept: boolean;
}

/** Starts units, starts them again when they die, and stops them in order. */
export class Supervisor {
  private readonly watched = new Map<string, Watched>();
  private stopping = false;

  constructor(private readonly events: SupervisorEvents) {}

  /** The first start: its failure is the caller's. */
  async start(unit: Unit): Promise<void> {
    const watched: Watched = { unit, backoff: new Backoff(), starting: undefined, kept: false };
    this.watched.set(unit.name, watched);
    unit.onExit((exit) => this.ended(watched, exit));
    await this.begin(watched);
    watched.kept = true;
  }

  pids(): Record<string, number> {
    const running = [...this.watched.values()].flatMap(({ unit }) =>
      unit.pid ? [[unit.name, unit.pid] as const] : [],
    );
    return Object.fromEntries(running);
  }

  kill(name: string, signal: NodeJS.Signals): void {
    this.find(name).unit.kill(signal);
  }

  /** An orderly stop and a start. */
  async restart(name: string): Promise<void> {
    const watched = this.find(name);
    await watched.unit.stop();
    await this.begin(watched);
  }

  /** Group after group; within a group all at once. What is not named ends first. */
  async stop(order: readonly (readonly string[])[], onGroup?: (names: readonly string[]) => void): Promise<void> {
    this.stopping = true;
    const named = order.flat();
    const rest = [...this.watched.keys()].filter((name) => !named.includes(name));
    for (const group of [rest, ...order]) {
      const members = group.flatMap((name) => this.watched.get(name) ?? []);
      const running = members.filter(({ unit, starting }) => unit.pid !== undefined || starting);
      if (running.length > 0) onGroup?.(running.map(({ unit }) => unit.name));
      await Promise.all(running.map((watched) => this.end(watched)));
    }
  }

  /** Everything, now. */
  killAll(): void {
    this.stopping = true;
    for (const { unit } of this.watched.values()) unit.kill('SIGKILL');
  }

  private find(name: string): Watched {
    const watched = this.watched.get(name);
    if (!watched) throw new Error(`There is no ${name} here, only ${[...this.watched.keys()].join(', ')}`);
    return watched;
  }

  private async begin(watched: Watched): Promise<void> {
    if (this.stopping) throw new Error(`${watched.unit.name} is not started: everything is being stopped`);
    watched.starting = watched.unit.start();
    try {
      await watched.starting;
      watched.backoff.started();
    } finally {
      watched.starting = undefined;
      this.events.changed();
    }
  }

  private async end(watched: Watched): Promise<void> {
    const { unit, starting } = watched;
    await unit.stop();
    // A start under way may not have got as far as having a process: it is waited for, and stopped then.
    await starting?.catch(() => undefined);
    await unit.stop();
  }

  private ended(watched: Watched, exit: ProcessExit): void {
    this.events.changed();
    // A start under way reports its own failure.
    if (this.stopping || exit.expected || watched.starting || !watched.kept) return;
    this.events.died(watched.unit.name, exit);
    void this.revive(watched);
  }

  private async revive(watched: Watched): Promise<void> {
    for (;;) {
      await sleep(watched.backoff.nextMs());
      if (this.stopping || watched.unit.pid !== undefined || watched.starting) return;
      try {
        await this.begin(watched);
        return;
      } catch (error) {
        if (!this.stopping) this.events.restartFailed(watched.unit.name, error as Error);
      }
    }
  }
}
