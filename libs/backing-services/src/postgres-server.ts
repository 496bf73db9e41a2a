import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { ManagedProcess, type ProcessExit } from './managed-process.js';
import { type PostgresCommand, postgresCommand } from './postgres-command.js';
import { clearLeftovers, createData, isReady, POSTGRES_USER } from './postgres-data.js';
import { StartupError } from './startup-error.js';

export interface PostgresServerOptions {
  /** Created, with its own user as the owner, where it does not exist. */
  dataDir: string;
  port: number;
  password: string;
  logFile: string;
  /** False only for tests: a commit then need not reach the disk. */
  durable?: boolean;
}

/** Orphans of a killed server end when they notice; one in the middle of a long statement notices late. */
const ORPHANS_TIMEOUT_MS = 30_000;
const READY_TIMEOUT_MS = 120_000;
const STOP_GRACE_MS = 30_000;

/** A PostgreSQL server of our own, on 127.0.0.1. */
export class PostgresServer {
  readonly name = 'postgres';
  private readonly process = new ManagedProcess();
  private command: PostgresCommand | undefined;

  constructor(private readonly options: PostgresServerOptions) {}

  get pid(): number | undefined {
    return this.process.pid;
  }

  url(database = 'postgres'): string {
    const { port, password } = this.options;
    return `postgres://${POSTGRES_USER}:${encodeURIComponent(password)}@127.0.0.1:${port}/${database}`;
  }

  onExit(listener: (exit: ProcessExit) => void): () => void {
    return this.process.onExit(listener);
  }

  /** Resolves when connections are accepted; recovers by itself from whatever ended it before. */
  async start(): Promise<void> {
    const { dataDir, password } = this.options;
    this.command ??= postgresCommand(dataDir);
    await createData(dataDir, password, this.command);
    await this.endLeftover();
    const deadline = Date.now() + ORPHANS_TIMEOUT_MS;
    while (!(await this.tryStart(this.command))) {
      if (Date.now() > deadline) throw this.failure('still has processes of an earlier run');
      await sleep(50);
    }
  }

  /** Ends a server on this folder that outlived its runner. */
  async endLeftover(): Promise<void> {
    await clearLeftovers(this.options.dataDir);
  }

  /** Fast shutdown: open transactions are rolled back, everything committed is kept. */
  async stop(): Promise<void> {
    await this.process.stop('SIGINT', STOP_GRACE_MS);
  }

  async restart(): Promise<void> {
    await this.stop();
    await this.start();
  }

  kill(signal: NodeJS.Signals): void {
    this.process.kill(signal);
  }

  async createDatabase(name: string): Promise<void> {
    await this.query(async (client) => {
      const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [name]);
      if (!rowCount) await client.query(`CREATE DATABASE ${pg.escapeIdentifier(name)}`);
    });
  }

  /** Runs statements in a database as the superuser, one after the other. */
  async execute(database: string, statements: readonly string[]): Promise<void> {
    await this.query(async (client) => {
      for (const statement of statements) await client.query(statement);
    }, database);
  }

  private async query(work: (client: pg.Client) => Promise<void>, database?: string): Promise<void> {
    const client = new pg.Client({ connectionString: this.url(database) });
    await client.connect();
    try {
      await work(client);
    } finally {
      await client.end();
    }
  }

  /** False when orphans of a killed server still hold its shared memory. */
  private async tryStart(command: PostgresCommand): Promise<boolean> {
    const { dataDir, logFile } = this.options;
    const { env, uid, gid } = command.spawnOptions;
    const [program, args] = command.postgres(['-D', dataDir, ...this.settings()]);
    const owner = uid === undefined || gid === undefined ? undefined : { uid, gid };
    this.process.start({ command: program, args, logFile, env, cwd: '/', owner });
    const deadline = Date.now() + READY_TIMEOUT_MS;
    while (this.process.running) {
      if (isReady(dataDir, this.process.pid)) return true;
      if (Date.now() > deadline) {
        await this.process.stop('SIGQUIT', STOP_GRACE_MS);
        throw this.failure(`was not ready within ${READY_TIMEOUT_MS / 1000} s`);
      }
      await sleep(10);
    }
    const log = this.process.logTail();
    if (/is still in use|lock file ".*" already exists/.test(log)) return false;
    if (/No space left/.test(log)) throw new StartupError('The disk is full: Postgres could not start.');
    throw this.failure('ended while it started');
  }

  private failure(what: string): Error {
    return new Error(`Postgres ${what}; the end of ${this.options.logFile}:\n${this.process.logTail()}`);
  }

  private settings(): string[] {
    const durable = this.options.durable ?? true;
    const settings: Record<string, string | number> = {
      port: this.options.port,
      listen_addresses: '127.0.0.1',
      // No socket file: its folder would have to be writable for that user, and its path short.
      unix_socket_directories: '',
      max_connections: 200,
      fsync: durable ? 'on' : 'off',
      synchronous_commit: durable ? 'on' : 'off',
      full_page_writes: durable ? 'on' : 'off',
    };
    return Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  }
}
