import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ManagedProcess, type ProcessExit } from './managed-process.js';
import { type NatsUser, natsAuthorization } from './nats-users.js';
import { commandOf, isAlive, stopProcess } from './process-table.js';
import { StartupError } from './startup-error.js';

export interface NatsServerOptions {
  /** The program, as `ensureNatsServer` found it. */
  program: string;
  /** Holds the configuration, the process id and JetStream's store. */
  dataDir: string;
  port: number;
  /** Who may do everything. */
  user: string;
  password: string;
  /** Others, who may do what their permissions say. */
  users?: readonly NatsUser[];
  logFile: string;
}

const READY_TIMEOUT_MS = 30_000;
const STOP_GRACE_MS = 10_000;

/** A nats-server of our own with JetStream, on 127.0.0.1. */
export class NatsServer {
  readonly name = 'nats';
  private readonly process = new ManagedProcess();

  constructor(private readonly options: NatsServerOptions) {}

  get pid(): number | undefined {
    return this.process.pid;
  }

  get url(): string {
    return this.urlOf(this.options);
  }

  urlOf({ user, password }: Pick<NatsUser, 'user' | 'password'>): string {
    return `nats://${encodeURIComponent(user)}:${encodeURIComponent(password)}@127.0.0.1:${this.options.port}`;
  }

  onExit(listener: (exit: ProcessExit) => void): () => void {
    return this.process.onExit(listener);
  }

  /** Resolves when clients are greeted. */
  async start(): Promise<void> {
    const { program, dataDir, logFile } = this.options;
    const { configFile } = this;
    mkdirSync(dataDir, { recursive: true });
    await this.endLeftover();
    writeFileSync(configFile, this.configuration(), { mode: 0o600 });
    this.process.start({ command: program, args: ['--config', configFile], logFile });
    const deadline = Date.now() + READY_TIMEOUT_MS;
    while (!(await greets(this.options.port))) {
      if (!this.process.running) throw this.failure('ended while it started');
      if (Date.now() > deadline) {
        await this.process.stop('SIGKILL', STOP_GRACE_MS);
        throw this.failure(`was not ready within ${READY_TIMEOUT_MS / 1000} s`);
      }
      await sleep(10);
    }
  }

  /** Ends a server on this folder that outlived its runner: it would write into the same store. */
  async endLeftover(): Promise<void> {
    if (!existsSync(this.pidFile)) return;
    const pid = Number(readFileSync(this.pidFile, 'utf8'));
    if (pid > 0 && isAlive(pid) && commandOf(pid)?.includes(this.configFile)) {
      await stopProcess(pid, 'SIGTERM', STOP_GRACE_MS);
    }
  }

  async stop(): Promise<void> {
    await this.process.stop('SIGTERM', STOP_GRACE_MS);
  }

  async restart(): Promise<void> {
    await this.stop();
    await this.start();
  }

  kill(signal: NodeJS.Signals): void {
    this.process.kill(signal);
  }

  /** A file and no arguments: everybody on the machine can read a command line. */
  private configuration(): string {
    const { dataDir, port, user, password, users = [] } = this.options;
    const text = (value: string) => JSON.stringify(value);
    return [
      `listen: "127.0.0.1:${port}"`,
      `pid_file: ${text(this.pidFile)}`,
      `jetstream { store_dir: ${text(join(dataDir, 'jetstream'))} }`,
      natsAuthorization([{ user, password }, ...users]),
      '',
    ].join('\n');
  }

  private get configFile(): string {
    return join(this.options.dataDir, 'nats.conf');
  }

  private get pidFile(): string {
    return join(this.options.dataDir, 'nats.pid');
  }

  private failure(what: string): Error {
    const log = this.process.logTail();
    if (/no space left/i.test(log)) return new StartupError('The disk is full: nats-server could not start.');
    return new Error(`nats-server ${what}; the end of ${this.options.logFile}:\n${log}`);
  }
}

/** A server sends INFO first, before it is asked anything. */
function greets(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port });
    const answer = (value: boolean): void => {
      socket.destroy();
      resolve(value);
    };
    socket.setTimeout(1000, () => answer(false));
    socket.once('data', (data) => answer(data.toString().startsWith('INFO ')));
    socket.once('error', () => answer(false));
    socket.once('close', () => resolve(false));
  });
}
