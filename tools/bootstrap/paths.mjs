import { existsSync, realpathSync } from 'node:fs';
import { delimiter, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
export const modules = join(root, 'node_modules');
const programs = join(modules, '.bin');

/** The workspace's own Node. The program itself and no wrapper, so that signals and exit codes pass through. */
export function workspaceNode() {
  const name = process.platform === 'win32' ? 'node.exe' : 'node';
  const path = join(modules, 'node', 'bin', name);
  return existsSync(path) ? realpathSync(path) : process.execPath;
}

export function environment(more = {}) {
  return {
    ...process.env,
    // Nx looks for pnpm, and every script for the workspace's Node, on the PATH.
    PATH: [programs, process.env.PATH].filter(Boolean).join(delimiter),
    NX_DAEMON: 'false',
    NX_TUI: 'false',
    NO_COLOR: '1',
    FORCE_COLOR: undefined,
    ...more,
  };
}
