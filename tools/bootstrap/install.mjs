import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { environment, modules, root } from './paths.mjs';
import { quietly } from './quietly.mjs';
import { contentsOf, readStamp, writeStamp } from './stamp.mjs';

const STAMP = join(modules, '.imageai-install');

/** Installs what the lock file names, unless that is what is installed. */
export async function install(progress) {
  const files = ['pnpm-lock.yaml', 'pnpm-workspace.yaml'].map((name) => join(root, name));
  // A checkout may be shared between a machine and a container, and binaries are not the same there.
  const stamp = `${contentsOf(files)} ${process.platform} ${process.arch}`;
  if (readStamp(STAMP) === stamp) return;
  progress.step('Installing the dependencies');
  const { command, args } = pnpm();
  await quietly({
    command,
    args: [...args, 'install', '--frozen-lockfile', '--reporter=append-only'],
    // CI: no question is asked when the folder has to be made anew.
    env: environment({ CI: 'true' }),
    sentence: 'The dependencies could not be installed: see above (it needs the network, or what an earlier run left).',
    onLine: (line) => progress.detail(line),
  });
  writeStamp(STAMP, stamp);
}

/** The one that is installed, where it is the right one: then no registry is asked. */
function pnpm() {
  const { devDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const wanted = devDependencies.pnpm;
  const installed = join(modules, 'pnpm', 'package.json');
  if (existsSync(installed) && JSON.parse(readFileSync(installed, 'utf8')).version === wanted) {
    return { command: join(modules, '.bin', 'pnpm'), args: [] };
  }
  return { command: 'npx', args: ['--yes', `pnpm@${wanted}`] };
}
