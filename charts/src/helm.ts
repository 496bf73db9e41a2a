import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { parseAllDocuments } from 'yaml';
import { kubernetesTool } from './kubernetes-tools.js';
import type { Manifest } from './manifest.js';

export const chartsFolder = fileURLToPath(new URL('..', import.meta.url));
export const chart = join(chartsFolder, 'imageai');

export interface HelmRun {
  code: number;
  stdout: string;
  stderr: string;
}

const run = promisify(execFile);

export async function helm(...args: string[]): Promise<HelmRun> {
  const options = { maxBuffer: 64 * 1024 * 1024, env: { PATH: process.env.PATH, HOME: join(chartsFolder, '.cache') } };
  return run(kubernetesTool('helm'), args, options).then(
    ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
    (error: { code?: number; stdout?: string; stderr?: string; message: string }) => ({
      code: typeof error.code === 'number' ? error.code : 1,
      stdout: error.stdout ?? '',
      stderr: error.stderr || error.message,
    }),
  );
}

/** What the chart renders to, hooks and tests included; throws what helm says where it refuses the values. */
export async function render(...args: string[]): Promise<Manifest[]> {
  const { code, stdout, stderr } = await helm('template', 'imageai', chart, '--namespace', 'pictures', ...args);
  if (code !== 0) throw new Error(stderr);
  return parseAllDocuments(stdout)
    .map((document) => document.toJS() as Manifest | null)
    .filter((manifest) => manifest !== null);
}
