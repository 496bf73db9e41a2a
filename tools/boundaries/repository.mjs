import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { packageFolders } from '../workspace.mjs';

/** Not part of what is written by hand or handed on, where git cannot be asked. */
const IGNORED = new Set(['node_modules', 'dist', '.git', '.nx', '.imageai', '.cache', 'test-results', 'coverage']);

/**
 * What the rules look at.
 * @param {string} root
 */
export function readRepository(root) {
  const files = listFiles(root);
  const packages = packageFolders(root).map((folder) => readPackage(root, folder));
  // The longest folder first: a package may lie inside another's folder.
  const byDepth = [...packages].sort((a, b) => b.folder.length - a.folder.length);
  const owner = (path) => byDepth.find(({ folder }) => path.startsWith(`${folder}/`));
  const read = (path) => readFileSync(join(root, path), 'utf8');
  const size = (path) => statSync(join(root, path), { throwIfNoEntry: false })?.size ?? 0;
  return { root, files: files.filter((path) => size(path) > 0), packages, owner, read, size };
}

function readPackage(root, folder) {
  const { name, nx, dependencies, devDependencies } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const declared = Object.keys({ ...dependencies, ...devDependencies });
  const [kind = '', ...rest] = (nx?.tags?.[0] ?? '').split(':');
  return { name, folder: relative(root, folder), kind, part: rest.join(':'), declared };
}

/** What git has, and what it would take; without git all files but outputs. */
function listFiles(root) {
  try {
    const args = ['ls-files', '-z', '--cached', '--others', '--exclude-standard'];
    const output = execFileSync('git', args, {
      cwd: root,
      encoding: 'utf8',
      stdio: 'pipe',
      maxBuffer: 64 * 1024 * 1024,
    });
    return [...new Set(output.split('\0').filter(Boolean))];
  } catch {
    return walk(root, '');
  }
}

function walk(root, folder) {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    if (IGNORED.has(entry.name)) return [];
    const path = folder ? `${folder}/${entry.name}` : entry.name;
    return entry.isDirectory() ? walk(root, path) : [path];
  });
}
