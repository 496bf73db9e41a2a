import { type ChildProcess, spawn } from 'node:child_process';
import { appendFileSync, closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { type LogMark, logTail, markLog } from './log-tail.js';

export interface ProcessSpec {
  command: string;
  args: readonly string[];
  /** Standard output and error go straight into this file, so that the child outlives a broken pipe to us. */
  logFile: string;
  /** The whole environment of the child; ours when left out. */
  env?: Record<string, string>;
  cwd?: string;
  /** Runs as another user; only root may. */
  owner?: { uid: number; gid: number };
}

export interface ProcessExit {
  code: number | null;
  signal: NodeJS.Signals | null;
  /** False when nobody asked for it through `stop`. */
  expected: boolean;
}

/** A child process that can be started again, with one place to hear of its end. */
export class ManagedProcess {
  private child: ChildProcess | undefined;
  private ending: Promise<ProcessExit> | undefined;
  private stopping = false;
  private mark: LogMark | undefined;
  private readonly listeners = new Set<(exit: ProcessExit) => void>();

  get pid(): number | undefined {
    return this.child?.pid;
  }

  get running(): boolean {
    return this.child !== undefined;
  }

  /** What the running (or last) child wrote, from its end. */
  logTail(lines?: number): string {
    return this.mark ? logTail(this.mark, lines) : '';
  }

  start(spec: ProcessSpec): void {
    if (this.child) throw new Error(`${spec.command} runs already, as process ${this.child.pid}`);
    this.stopping = false;
    this.mark = markLog(spec.logFile);
    mkdirSync(dirname(spec.logFile), { recursive: true });
    const log = openSync(spec.logFile, 'a');
    try {
      this.child = spawn(spec.command, spec.args, {
        // A process group of its own: Ctrl-C in a terminal reaches a whole group, and would end all at once, in no order.
        detached: true,
        stdio: ['ignore', log, log],
        cwd: spec.cwd,
        ...(spec.env && { env: spec.env }),
        ...spec.owner,
      });
    } finally {
      closeSync(log);
    }
    this.ending = this.watch(this.child, spec);
  }

  /** Called at every end, expected or not, until the returned function is called. */
  onExit(listener: (exit: ProcessExit) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Resolves when the running child has ended. */
  async exited(): Promise<ProcessExit> {
    return (await this.ending) ?? { code: null, signal: null, expected: true };
  }

  /** Sends a signal without expecting the end: what follows counts as an accident. */
  kill(signal: NodeJS.Signals): void {
    this.child?.kill(signal);
  }

  /** Asks the child to end, and kills it when it has not ended within `graceMs`. */
  async stop(signal: NodeJS.Signals, graceMs: number): Promise<ProcessExit> {
    this.stopping = true;
    this.child?.kill(signal);
    const timer = setTimeout(() => this.child?.kill('SIGKILL'), graceMs);
    try {
      return await this.exited();
    } finally {
      clearTimeout(timer);
    }
  }

  private watch(child: ChildProcess, spec: ProcessSpec): Promise<ProcessExit> {
    return new Promise((resolve) => {
      const end = (code: number | null, signal: NodeJS.Signals | null): void => {
        if (this.child !== child) return;
        this.child = undefined;
        const exit = { code, signal, expected: this.stopping };
        resolve(exit);
        for (const listener of this.listeners) listener(exit);
      };
      child.once('exit', end);
      child.once('error', (error) => {
        if (child.pid !== undefined) return;
        appendFileSync(spec.logFile, `${spec.command} could not be started: ${error.message}\n`);
        end(127, null);
      });
    });
  }
}
