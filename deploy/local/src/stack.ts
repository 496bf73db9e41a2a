import type { Progress } from '../../../tools/progress.mjs';
import { boot, READY_TIMEOUT_MS } from './boot.js';
import { type DataLock, lockData } from './data-lock.js';
import type { DemoKeys } from './demo-accounts.js';
import { createFolders, type Layout, layoutOf } from './layout.js';
import { writeOperatorFile } from './operator-file.js';
import type { Ports } from './ports.js';
import { removeRunFile, writeRunFile } from './run-file.js';
import { OPERATOR } from './secrets.js';
import { DRAIN_ORDER, type ServiceName } from './service-names.js';
import type { ServiceContext } from './services.js';
import { type Setup, setUp } from './setup.js';
import { SILENT } from './silent-progress.js';
import { Supervisor } from './supervisor.js';

export interface StackOptions {
  /** `.imageai/` of the checkout, or what IMAGEAI_DATA says, when left out. */
  dataDir?: string;
  /** 0, the default here, takes any that is free. */
  port?: number;
  cdnPort?: number;
  fresh?: boolean;
  models?: string;
  /** For every service, over what the runner sets. */
  env?: Record<string, string>;
  /** Where the services are built, when that is not this checkout. */
  root?: string;
  progress?: Progress;
  /** Gives up starting, and stops what was started. */
  signal?: AbortSignal;
  /** Kills everything, whatever it is at. */
  killSignal?: AbortSignal;
}

export type UnitName = ServiceName | 'nats' | 'postgres';

/** All of Image AI, running on this machine. */
export interface Stack {
  url: string;
  cdn: string;
  keys: DemoKeys;
  layout: Layout;
  ports: Ports;
  postgresUrl: string;
  natsUrl: string;
  /** For direct calls to services, as the caller "operator". */
  operatorToken: string;
  /** The operators' HTTP API, and what it is to be shown. */
  adminUrl: string;
  adminToken: string;
  pids(): Record<string, number>;
  /** An accident, by default the worst: it is started again by itself. */
  kill(name: UnitName, signal?: NodeJS.Signals): void;
  /** Drained, ended and started; resolves when it is ready. */
  restartGracefully(name: UnitName): Promise<void>;
  waitReady(name: ServiceName, timeoutMs?: number): Promise<void>;
  stop(): Promise<void>;
}

/** Starts everything, and resolves when all is ready; rejects with everything stopped again. */
export async function startStack(options: StackOptions = {}): Promise<Stack> {
  const layout = layoutOf(options.dataDir);
  const progress = options.progress ?? SILENT;
  createFolders(layout);
  const lock = lockData(layout.lockFile, layout.folder);
  try {
    const { port = 0, cdnPort = 0, fresh = false, models, env, root } = options;
    const setup = await setUp(layout, { port, cdnPort, fresh, models, env, root }, progress);
    return await run(setup, lock, progress, options);
  } catch (error) {
    lock.release();
    throw error;
  }
}

async function run(setup: Setup, lock: DataLock, progress: Progress, options: StackOptions): Promise<Stack> {
  const { context } = setup;
  const giveUp = new AbortController();
  let booting = true;
  const supervisor = new Supervisor({
    changed: () => {
      const { layout, publicUrl, cdnUrl, ports } = context;
      writeRunFile(layout, { url: publicUrl, cdn: cdnUrl, runner: process.pid, pids: supervisor.pids(), ports });
    },
    died: (name, { code, signal }) => {
      const how = signal ?? `exit code ${code}`;
      if (!booting) return progress.note(`${name} ended unexpectedly (${how}): starting it again.`);
      const log = setup.services.find((service) => service.name === name)?.logTail();
      giveUp.abort(new Error(`${name} ended while it started (${how}); the end of its log:\n${log ?? ''}`));
    },
    restartFailed: (name, error) => progress.note(`${name} could not be started again: ${error.message}`),
  });
  options.killSignal?.addEventListener('abort', () => supervisor.killAll());
  options.signal?.addEventListener('abort', () => giveUp.abort(options.signal?.reason));
  if (options.signal?.aborted) giveUp.abort(options.signal.reason);
  const stop = async (): Promise<void> => {
    await supervisor.stop(DRAIN_ORDER, (names) => progress.step(`Stopping ${names.join(', ')}`));
    progress.end();
    removeRunFile(context.layout);
    lock.release();
  };
  try {
    const keys = await unlessAborted(boot(setup, supervisor, progress, giveUp.signal), giveUp.signal);
    booting = false;
    writeOperatorFile(context.layout.operatorFile, adminAccess(context));
    return asStack(setup, supervisor, keys, stop);
  } catch (error) {
    // Ends what still waits for services that are about to be stopped.
    giveUp.abort(error);
    progress.fail();
    await stop();
    throw error;
  }
}

/** Rejects as soon as the signal says so; what is left of the work fails by itself when everything is stopped. */
function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    work.then(resolve, reject);
  });
}

function asStack(setup: Setup, supervisor: Supervisor, keys: DemoKeys, stop: () => Promise<void>): Stack {
  const { context, services } = setup;
  const waitReady = async (name: string, timeoutMs = READY_TIMEOUT_MS): Promise<void> => {
    await services.find((service) => service.name === name)?.waitReady(timeoutMs);
  };
  return {
    url: context.publicUrl,
    cdn: context.cdnUrl,
    keys,
    layout: context.layout,
    ports: context.ports,
    postgresUrl: context.postgresUrl,
    natsUrl: context.natsUrl,
    operatorToken: context.secrets.tokens[OPERATOR] ?? '',
    ...adminAccess(context),
    pids: () => supervisor.pids(),
    kill: (name, signal = 'SIGKILL') => supervisor.kill(name, signal),
    restartGracefully: async (name) => {
      await supervisor.restart(name);
      await waitReady(name);
    },
    waitReady,
    stop,
  };
}

const adminAccess = ({ ports, secrets }: ServiceContext) => ({
  adminUrl: `http://127.0.0.1:${ports.services.gateway.admin}`,
  adminToken: secrets.adminToken,
});
