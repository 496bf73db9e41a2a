import { createHash, randomUUID } from 'node:crypto';
import { createReadStream, readFileSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';

const GRAPH = 'model.onnx';
const WEIGHTS = 'model.weights';
const SUMS = 'sums.json';
/** What nobody loaded for so long is of a model or a runtime that is gone. */
const KEEP_MS = 30 * 24 * 3_600_000;

/** Where ONNX Runtime is to write what it made of a graph. */
export interface Draft {
  readonly graph: string;
  /** Beside the graph: weights of 2 GiB and more fit into no graph. */
  readonly weightsName: string;
  /** Puts it in its place; where that fails it is as if it had not been tried. */
  keep(): Promise<void>;
  discard(): Promise<void>;
}

/** A graph that was optimised before, or `draft` to write it to; neither where it is known not to load. */
export interface OptimisedGraph {
  readonly graph?: string;
  readonly draft?: Draft;
  /** It is whole and does not load: never tried again. */
  giveUp(): Promise<void>;
}

interface Sums {
  readonly files: Readonly<Record<string, string>>;
  readonly gaveUp?: boolean;
}

/**
 * Graphs as ONNX Runtime optimised them, in a folder: optimising is most of what loading takes. An entry is a folder
 * named after all that decides what is in it, the kind of processor too, since layouts are chosen for that. It appears
 * whole or not at all, and is held against its sums at each use: a broken or foreign one is removed.
 */
export class OptimisedGraphs {
  constructor(
    private readonly folder: string,
    private readonly runtime: string,
  ) {}

  /** @param digest of the whole model */
  async find(digest: string, file: string): Promise<OptimisedGraph> {
    const key = hexOf([digest, file, this.runtime, processor()].join('\n'));
    const entry = join(this.folder, key);
    const giveUp = async () => {
      await rm(entry, { recursive: true, force: true });
      await mkdir(entry, { recursive: true });
      await writeFile(join(entry, SUMS), JSON.stringify({ files: {}, gaveUp: true } satisfies Sums));
    };
    const sums = await verified(entry);
    if (sums?.gaveUp) return { giveUp };
    if (sums) return { graph: join(entry, GRAPH), giveUp };
    // A folder that cannot be written to is no reason not to load.
    const draft = await rm(entry, { recursive: true, force: true })
      .then(() => this.begin(entry))
      .catch(() => undefined);
    return { ...(draft && { draft }), giveUp };
  }

  private async begin(entry: string): Promise<Draft> {
    const folder = `${entry}.${randomUUID()}.unfinished`;
    await mkdir(folder, { recursive: true });
    const discard = () => rm(folder, { recursive: true, force: true });
    const keep = async () => {
      try {
        const names = await readdir(folder);
        const sums = await Promise.all(names.map(async (name) => [name, await sumOf(join(folder, name))] as const));
        await writeFile(join(folder, SUMS), JSON.stringify({ files: Object.fromEntries(sums) } satisfies Sums));
        await rename(folder, entry);
        await this.removeOld();
      } catch {
        // The disk is full, say; or another process was faster.
        await discard();
      }
    };
    return { graph: join(folder, GRAPH), weightsName: WEIGHTS, keep, discard };
  }

  private async removeOld(): Promise<void> {
    const before = Date.now() - KEEP_MS;
    for (const name of await readdir(this.folder)) {
      const path = join(this.folder, name);
      // Nothing but what is named like ours: the folder may be somebody's home.
      if (/^[0-9a-f]{64}(\.|$)/.test(name) && (await stat(path)).mtimeMs < before) {
        await rm(path, { recursive: true, force: true });
      }
    }
  }
}

/** What an entry says of itself, if its files are those that it names. */
async function verified(entry: string): Promise<Sums | undefined> {
  try {
    const sums: Sums = JSON.parse(await readFile(join(entry, SUMS), 'utf8'));
    const files = Object.entries(sums.files);
    if (!sums.gaveUp && !files.some(([name]) => name === GRAPH)) return undefined;
    for (const [name, sum] of files) if ((await sumOf(join(entry, name))) !== sum) return undefined;
    const now = new Date();
    await utimes(entry, now, now);
    return sums;
  } catch {
    return undefined;
  }
}

async function sumOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path, { highWaterMark: 1 << 20 }), hash);
  return hash.digest('hex');
}

const hexOf = (text: string): string => createHash('sha256').update(text).digest('hex');

/** The kind of processor, with the instructions that it has where the system tells them: machines may share a folder. */
function processor(): string {
  const model = `${process.platform} ${process.arch} ${cpus()[0]?.model}`;
  try {
    return `${model} ${/^(?:flags|Features)\s*:.*$/m.exec(readFileSync('/proc/cpuinfo', 'utf8'))?.[0]}`;
  } catch {
    return model;
  }
}
