import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import * as fileSystem from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { types } from 'node:util';
import type { Logger } from '@imageai/telemetry';
import { backendUnavailable } from './backend-unavailable.js';
import type { ByteRange, OpenedBackend, StoredBytes } from './image-backend.js';

/** Files under way; in the same file system as the rest, so that a rename moves them. */
const incoming = '.incoming';
/** No write takes this long: what is older was left by a process that died. */
const leftoverAfterMs = 60_000;
const sweepEveryMs = 10 * 60_000;

/** A local or mounted folder. A file appears under its name only when all of it is on the disk. */
export class FolderBackend implements OpenedBackend {
  private sweeper: NodeJS.Timeout | undefined;

  private constructor(
    private readonly folder: string,
    private readonly logger: Logger,
    private readonly fs: typeof fileSystem,
  ) {}

  /** Makes the folder where it is missing, and removes what a crash left half written. */
  static async open(folder: string, logger: Logger, fs = fileSystem): Promise<FolderBackend> {
    const backend = new FolderBackend(folder, logger, fs);
    await fs.mkdir(join(folder, incoming), { recursive: true });
    await backend.sweep();
    backend.sweeper = setInterval(() => void backend.sweep(), sweepEveryMs).unref();
    return backend;
  }

  close(): void {
    clearInterval(this.sweeper);
  }

  isWritable(): Promise<boolean> {
    return this.fs.access(this.folder, constants.W_OK).then(
      () => true,
      () => false,
    );
  }

  async put(key: string, bytes: Uint8Array): Promise<void> {
    const temporary = join(this.folder, incoming, randomUUID());
    const target = join(this.folder, key);
    try {
      const [made] = await Promise.all([
        this.fs.mkdir(dirname(target), { recursive: true }),
        this.writeDurably(temporary, bytes),
      ]);
      await this.fs.rename(temporary, target);
      await this.syncFolder(dirname(target));
      if (made !== undefined) await this.syncFolder(this.folder);
    } catch (error) {
      await this.fs.rm(temporary, { force: true }).catch(() => undefined);
      throw backendUnavailable(error);
    }
  }

  async open(key: string): Promise<StoredBytes | undefined> {
    let file: fileSystem.FileHandle;
    try {
      file = await this.fs.open(join(this.folder, key), 'r');
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw backendUnavailable(error);
    }
    const { size } = await file.stat();
    return {
      size,
      stream: ({ start, end }: ByteRange) => file.createReadStream({ start, end, highWaterMark: 256 * 1024 }),
      close: () => file.close(),
    };
  }

  has(key: string): Promise<boolean> {
    return this.fs.stat(join(this.folder, key)).then(
      (found) => found.isFile(),
      (error: unknown) => {
        if (isMissing(error)) return false;
        throw backendUnavailable(error);
      },
    );
  }

  async remove(keys: readonly string[]): Promise<void> {
    const paths = keys.map((key) => join(this.folder, key));
    const removed = await Promise.all(paths.map((path) => this.removeFile(path)));
    // Most keys of an image hold nothing, and an image's files lie in few folders: each is synced once.
    const folders = new Set(paths.filter((_path, index) => removed[index]).map(dirname));
    await Promise.all([...folders].map((folder) => this.syncFolder(folder))).catch((error: unknown) => {
      throw backendUnavailable(error);
    });
  }

  /** Whether there was one. */
  private async removeFile(path: string): Promise<boolean> {
    try {
      await this.fs.rm(path);
      return true;
    } catch (error) {
      if (isMissing(error)) return false;
      throw backendUnavailable(error);
    }
  }

  private async sweep(): Promise<void> {
    const folder = join(this.folder, incoming);
    const oldest = Date.now() - leftoverAfterMs;
    for (const name of await this.fs.readdir(folder).catch(() => [])) {
      const path = join(folder, name);
      const modified = await this.fs.stat(path).then(
        ({ mtimeMs }) => mtimeMs,
        () => Number.POSITIVE_INFINITY,
      );
      if (modified > oldest) continue;
      await this.fs
        .rm(path, { force: true })
        .catch((error: unknown) => this.logger.warn({ err: error, path }, 'not removed'));
      this.logger.info({ path }, 'removed a file that a crash left half written');
    }
  }

  private async writeDurably(path: string, bytes: Uint8Array): Promise<void> {
    const file = await this.fs.open(path, 'wx', 0o640);
    try {
      await file.writeFile(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
  }

  /** A rename is on the disk only when its folder is. */
  private async syncFolder(path: string): Promise<void> {
    const folder = await this.fs.open(path, 'r');
    try {
      await folder.sync();
    } finally {
      await folder.close();
    }
  }
}

const isMissing = (error: unknown): boolean =>
  types.isNativeError(error) && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');
