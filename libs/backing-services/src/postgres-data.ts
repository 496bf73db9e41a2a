import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { chownSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { PostgresCommand } from './postgres-command.js';
import { commandOf, isAlive, stopProcess } from './process-table.js';
import { StartupError } from './startup-error.js';

export const POSTGRES_USER = 'postgres';

/** Makes the data folder where there is none. It appears whole or not at all, whenever this is interrupted. */
export async function createData(dataDir: string, password: string, command: PostgresCommand): Promise<void> {
  if (existsSync(join(dataDir, 'PG_VERSION'))) return;
  const unfinished = `${dataDir}.new`;
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(dirname(dataDir), { recursive: true });
  mkdirSync(unfinished, { mode: 0o700 });
  const passwordFile = join(tmpdir(), `pg-password-${randomUUID()}`);
  writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 });
  if (command.owner) {
    for (const path of [unfinished, passwordFile]) chownSync(path, command.owner.uid, command.owner.gid);
  }
  try {
    await run(command, [
      `--pgdata=${unfinished}`,
      `--pwfile=${passwordFile}`,
      `--username=${POSTGRES_USER}`,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      // The same order of text on every platform, whatever the machine's own locale.
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
      '--locale=C',
      // The rename below is no more durable than this; a folder lost with the power is simply made again.
      '--no-sync',
    ]);
  } finally {
    rmSync(passwordFile, { force: true });
  }
  renameSync(unfinished, dataDir);
}

/** Ends a server that outlived its runner, and removes a lock file that names an unrelated process. */
export async function clearLeftovers(dataDir: string): Promise<void> {
  const lock = join(dataDir, 'postmaster.pid');
  if (!existsSync(lock)) return;
  const pid = Number(readFileSync(lock, 'utf8').split('\n')[0]);
  if (!(pid > 0) || !isAlive(pid)) return; // Postgres itself takes over the lock of a dead process.
  if (commandOf(pid)?.includes(dataDir)) {
    await stopProcess(pid, 'SIGINT', 30_000);
  } else {
    rmSync(lock, { force: true });
  }
}

/** Postgres writes its state into its lock file; `pg_ctl` waits for the same word. */
export function isReady(dataDir: string, pid: number | undefined): boolean {
  try {
    const lines = readFileSync(join(dataDir, 'postmaster.pid'), 'utf8').split('\n');
    return Number(lines[0]) === pid && lines[7]?.trim() === 'ready';
  } catch {
    return false;
  }
}

function run(command: PostgresCommand, args: string[]): Promise<void> {
  const [program, list] = command.initdb(args);
  return new Promise((resolve, reject) => {
    const child = spawn(program, list, { ...command.spawnOptions, cwd: '/', stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    const keep = (chunk: Buffer): void => {
      output += chunk.toString();
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.once('error', reject);
    child.once('close', (code) => {
      if (code === 0) return resolve();
      if (/No space left/.test(output))
        return reject(new StartupError('The disk is full: Postgres could not create its data.'));
      reject(new Error(`initdb ended with ${code}:\n${output.trimEnd().split('\n').slice(-15).join('\n')}`));
    });
  });
}
