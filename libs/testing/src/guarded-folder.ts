import { spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface GuardedFolder {
  path: string;
  remove(): void;
}

/**
 * What the guard does when this process ends in whatever way: a test run that is killed runs no code of its own, and
 * would leave its servers for ever. Both servers keep their process id in a file of their own.
 */
const GUARD = `
const { readFileSync, rmSync } = require('node:fs');
const folder = process.argv[1];
const kill = (file) => {
  try {
    process.kill(Number(readFileSync(folder + '/' + file, 'utf8').split('\\n')[0]), 'SIGKILL');
  } catch {}
};
process.stdin.resume().on('close', () => {
  kill('postgres/postmaster.pid');
  kill('nats/nats.pid');
  setTimeout(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }), 300);
});
`;

/** A folder for the data of a server under test: both are gone when this process is. */
export function guardedFolder(): GuardedFolder {
  const path = mkdtempSync(join(tmpdir(), 'imageai-test-'));
  // Postgres runs as another user when we are root, and has to get through.
  chmodSync(path, 0o711);
  const guard = spawn(process.execPath, ['-e', GUARD, path], { detached: true, stdio: ['pipe', 'ignore', 'ignore'] });
  guard.unref();
  (guard.stdin as unknown as { unref(): void }).unref();
  return {
    path,
    remove: () => {
      guard.kill('SIGKILL');
      rmSync(path, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}
