import { setTimeout as sleep } from 'node:timers/promises';
import { ManagedProcess, type ProcessExit } from '@imageai/backing-services';
import type { Unit } from './supervisor.js';

export interface NodeServiceOptions {
  name: string;
  entry: string;
  env: Record<string, string>;
  healthPort: number;
  logFile: string;
}

/** A worker finishes the image that it is at, or hands it back: an image takes seconds. */
const STOP_GRACE_MS = 60_000;

/** One of our services, as a process of its own. */
export class NodeService implements Unit {
  private readonly process = new ManagedProcess();

  constructor(private readonly options: NodeServiceOptions) {}

  get name(): string {
    return this.options.name;
  }

  get pid(): number | undefined {
    return this.process.pid;
  }

  onExit(listener: (exit: ProcessExit) => void): () => void {
    return this.process.onExit(listener);
  }

  /** Only begins it: services wait for each other, so that none may be waited for before all have begun. */
  async start(): Promise<void> {
    const { entry, env, logFile } = this.options;
    this.process.start({ command: process.execPath, args: ['--enable-source-maps', entry], env, logFile });
  }

  async stop(): Promise<void> {
    await this.process.stop('SIGTERM', STOP_GRACE_MS);
  }

  kill(signal: NodeJS.Signals): void {
    this.process.kill(signal);
  }

  logTail(): string {
    return this.process.logTail();
  }

  /** Undefined when ready, else why not. */
  async unreadiness(): Promise<string | undefined> {
    try {
      const url = `http://127.0.0.1:${this.options.healthPort}/readyz`;
      const response = await fetch(url, { signal: AbortSignal.timeout(2000) });
      const body = await response.text();
      return response.status === 200 ? undefined : `it answers ${response.status} ${body.slice(0, 300)}`;
    } catch {
      return 'it does not answer';
    }
  }

  async waitReady(timeoutMs: number, signal?: AbortSignal): Promise<void> {
    const deadline = Date.now() + timeoutMs;
    for (;;) {
      signal?.throwIfAborted();
      const reason = await this.unreadiness();
      if (reason === undefined) return;
      if (Date.now() > deadline) throw new Error(`${this.name} was not ready within ${timeoutMs / 1000} s: ${reason}`);
      await sleep(25);
    }
  }
}
