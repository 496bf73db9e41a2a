import { join } from 'node:path';
import { modules } from '../bootstrap/paths.mjs';
import { runTool } from './tool.mjs';

const NX = join(modules, '.bin', 'nx');
/** As many as there are cores to expect; every one of them starts processes of its own. */
const PARALLEL = 2;

export function nxRunMany(target, { env, onLine, parallel = PARALLEL } = {}) {
  const args = ['run-many', '-t', target, `--parallel=${parallel}`, '--output-style=stream'];
  return runTool(NX, args, { env, onLine });
}

/** The packages that have a target, by name and folder. */
export async function projectsWith(target) {
  const { code, stdout, output } = await runTool(NX, ['show', 'projects', '--with-target', target, '--json']);
  if (code !== 0) throw new Error(`Nx does not tell its projects:\n${output}`);
  return JSON.parse(stdout);
}

/** The projects that Nx lists as failed after a run of one target. */
export function failedProjects(output, target) {
  const pattern = new RegExp(`^\\s*- (\\S+):${target}\\s*$`, 'gm');
  return [...output.matchAll(pattern)].map((match) => match[1]);
}

/** What one project wrote during a run with `--output-style=stream`. */
export function outputOf(output, project) {
  const prefix = `${project}: `;
  const lines = output.split('\n').filter((line) => line.startsWith(prefix));
  return lines.map((line) => line.slice(prefix.length)).join('\n');
}
