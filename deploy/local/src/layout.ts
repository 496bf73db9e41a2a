import { mkdirSync, rmSync, statfsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { StartupError } from '@imageai/backing-services';

const NEEDED_MB = 200;

/** The folder of the checkout, seen from src/ and from dist/ alike. */
export const repositoryRoot = resolve(dirname(fileURLToPath(import.meta.url)), '../../..');

/** Where everything lies that a local run writes. */
export interface Layout {
  folder: string;
  logs: string;
  images: string;
  pictures: string;
  postgres: string;
  nats: string;
  compileCache: string;
  optimisedGraphs: string;
  secretsFile: string;
  keysFile: string;
  operatorFile: string;
  runFile: string;
  lockFile: string;
}

export function layoutOf(dataDir?: string): Layout {
  const folder = resolve(dataDir ?? (process.env.IMAGEAI_DATA || join(repositoryRoot, '.imageai')));
  return {
    folder,
    logs: join(folder, 'logs'),
    images: join(folder, 'images'),
    pictures: join(folder, 'pictures'),
    postgres: join(folder, 'postgres'),
    nats: join(folder, 'nats'),
    compileCache: join(folder, 'cache', 'node'),
    optimisedGraphs: join(folder, 'cache', 'graphs'),
    secretsFile: join(folder, 'secrets.json'),
    keysFile: join(folder, 'demo-keys.json'),
    operatorFile: join(folder, 'operator.env'),
    runFile: join(folder, 'run.json'),
    lockFile: join(folder, 'lock'),
  };
}

export function createFolders(layout: Layout): void {
  for (const folder of [layout.folder, layout.logs, layout.images, layout.pictures, layout.compileCache]) {
    mkdirSync(folder, { recursive: true });
  }
}

/** Removes what earlier runs left, by name: the folder may be one that holds other things too. */
export function forgetData(layout: Layout): void {
  const { logs, images, pictures, postgres, nats, secretsFile, keysFile, operatorFile, runFile } = layout;
  const own = [logs, images, pictures, postgres, `${postgres}.new`, nats, secretsFile, keysFile, operatorFile, runFile];
  for (const path of own) rmSync(path, { recursive: true, force: true });
}

/** A database on a full disk fails late and in many ways: better said at the start. */
export function assertSpace(folder: string): void {
  const { bavail, bsize } = statfsSync(folder);
  const freeMb = Math.floor((bavail * bsize) / 1024 / 1024);
  if (freeMb < NEEDED_MB) {
    throw new StartupError(`The disk of ${folder} is full: ${freeMb} MB are free, ${NEEDED_MB} MB are needed.`);
  }
}
