import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { packageFolders } from '../workspace.mjs';
import { environment, modules, root } from './paths.mjs';
import { quietly } from './quietly.mjs';
import { contentsOf, filesBelow, readStamp, tracesOf, writeStamp } from './stamp.mjs';

const ROOT_FILES = ['package.json', 'pnpm-lock.yaml', 'nx.json', 'tsconfig.base.json'];
const PACKAGE_FILES = ['package.json', 'tsconfig.json', 'tsconfig.build.json', 'vite.config.ts'];

/**
 * Builds the projects, and what they stand on. Nx builds nothing twice, but takes seconds to find that out: a stamp
 * takes milliseconds.
 */
export async function build(command, projects, progress) {
  const stampFile = join(modules, `.imageai-build-${command}`);
  const sources = contentsOf(sourceFiles());
  if (readStamp(stampFile) === `${sources} ${outputs()}`) return;
  progress.step('Building');
  await quietly({
    command: join(modules, '.bin', 'nx'),
    args: ['run-many', '-t', 'build', `--projects=${projects.join(',')}`, '--output-style=stream'],
    env: environment(),
    sentence: 'The build failed: see above.',
    onLine: (line) => progress.detail(line.slice(0, 100)),
  });
  writeStamp(stampFile, `${sources} ${outputs()}`);
}

function sourceFiles() {
  const own = packageFolders().flatMap((folder) => [
    ...PACKAGE_FILES.map((name) => join(folder, name)).filter(existsSync),
    ...filesBelow(join(folder, 'src')),
  ]);
  return [...ROOT_FILES.map((name) => join(root, name)), ...own];
}

function outputs() {
  return tracesOf(packageFolders().flatMap((folder) => filesBelow(join(folder, 'dist'))));
}
