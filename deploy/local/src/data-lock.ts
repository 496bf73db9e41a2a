import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { commandOf, isAlive, StartupError } from '@imageai/backing-services';

export interface DataLock {
  release(): void;
}

/** Two runs on one folder would share a database that neither of them expects to be shared. */
export function lockData(lockFile: string, folder: string): DataLock {
  for (let attempt = 0; attempt < 3; attempt += 1) {
    try {
      const content = `${process.pid}\n${commandOf(process.pid) ?? ''}\n`;
      writeFileSync(lockFile, content, { flag: 'wx', mode: 0o600 });
      return { release: () => releaseOwn(lockFile, content) };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    const holder = holderOf(lockFile);
    if (holder !== undefined) {
      throw new StartupError(
        `Image AI runs already on ${folder} (process ${holder}): stop it first, or name another folder with IMAGEAI_DATA.`,
      );
    }
    rmSync(lockFile, { force: true });
  }
  throw new StartupError(`Another start on ${folder} is under way: wait for it.`);
}

/** The running process that wrote the lock; a number alone may belong to another process by now. */
function holderOf(lockFile: string): number | undefined {
  try {
    const [pid, command] = readFileSync(lockFile, 'utf8').split('\n');
    const holder = Number(pid);
    return holder > 0 && isAlive(holder) && (commandOf(holder) ?? '') === command ? holder : undefined;
  } catch {
    return undefined;
  }
}

function releaseOwn(lockFile: string, content: string): void {
  try {
    if (readFileSync(lockFile, 'utf8') === content) rmSync(lockFile, { force: true });
  } catch {
    // Gone already, with its folder.
  }
}
