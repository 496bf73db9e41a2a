import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');

/** Every folder that pnpm-workspace.yaml names and that has a package.json. */
export function packageFolders(workspace = root) {
  return patterns(workspace)
    .flatMap((pattern) => expand(workspace, pattern))
    .filter((folder) => existsSync(join(folder, 'package.json')));
}

/** The list under `packages:`; the rest of the file is no concern here, and a YAML parser would be a dependency. */
function patterns(workspace) {
  const lines = readFileSync(join(workspace, 'pnpm-workspace.yaml'), 'utf8').split('\n');
  const start = lines.indexOf('packages:') + 1;
  const length = lines.slice(start).findIndex((line) => !/^\s+- /.test(line));
  return lines
    .slice(start, length < 0 ? undefined : start + length)
    .map((line) => line.trim().slice(2).replace(/['"]/g, ''));
}

function expand(workspace, pattern) {
  if (!pattern.endsWith('/*')) return [join(workspace, pattern)];
  const parent = join(workspace, pattern.slice(0, -2));
  if (!existsSync(parent)) return [];
  return readdirSync(parent)
    .sort()
    .map((name) => join(parent, name));
}
