import { execFileSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { StartupError } from './startup-error.js';

export interface Owner {
  uid: number;
  gid: number;
}

/** Postgres refuses to run as root: then it runs as the user `postgres`, who is created where there is none. */
export function postgresOwner(): Owner | undefined {
  if (process.getuid?.() !== 0) return undefined;
  return lookUp() ?? create();
}

/** The first folder on the way to `path` that other users may not pass through. */
export function closedFolder(path: string): string | undefined {
  for (let folder = dirname(resolve(path)); ; folder = dirname(folder)) {
    const stat = statSync(folder, { throwIfNoEntry: false });
    if (stat && (stat.mode & 0o001) === 0) return folder;
    if (folder === dirname(folder)) return undefined;
  }
}

/**
 * A command line that runs `command` as the owner with one right of root kept: to pass through folders that are
 * closed to others, such as /root, where a checkout in a container often lies.
 */
export function throughClosedFolders(owner: Owner, command: string, args: readonly string[]): [string, string[]] {
  const rights = ['--inh-caps=-all,+dac_override', '--ambient-caps=-all,+dac_override'];
  const user = [`--reuid=${owner.uid}`, `--regid=${owner.gid}`, '--clear-groups'];
  return ['setpriv', [...user, ...rights, '--', command, ...args]];
}

export function assertSetpriv(folder: string): void {
  try {
    execFileSync('setpriv', ['--version'], { stdio: 'ignore' });
  } catch {
    throw new StartupError(
      `Postgres cannot run as root, and the user postgres cannot reach ${folder}: move the checkout to a folder that all users may pass through.`,
    );
  }
}

function lookUp(): Owner | undefined {
  try {
    const id = (flag: string) => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8', stdio: 'pipe' }));
    return { uid: id('-u'), gid: id('-g') };
  } catch {
    return undefined;
  }
}

function create(): Owner {
  try {
    execFileSync('useradd', ['--system', '--user-group', '--no-create-home', 'postgres'], { stdio: 'pipe' });
  } catch (error) {
    // Two runs at once: the other one created it.
    const owner = lookUp();
    if (owner) return owner;
    throw new StartupError(
      `Postgres cannot run as root, and no user "postgres" could be created (${(error as Error).message.split('\n')[0]}): run as another user.`,
    );
  }
  const owner = lookUp();
  if (!owner) throw new StartupError('The user "postgres" was created but is not found: run as another user.');
  return owner;
}
