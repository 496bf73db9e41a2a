import * as fileSystem from 'node:fs/promises';
import { mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { createLogger } from '@imageai/telemetry';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { FolderBackend } from './folder-backend.js';

const logger = createLogger('test', 'silent');
const bytes = Buffer.from('a file');
let folder: string;
const backends: FolderBackend[] = [];
const open = async (fs?: typeof fileSystem): Promise<FolderBackend> => {
  const backend = await FolderBackend.open(folder, logger, fs);
  backends.push(backend);
  return backend;
};

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'images-'));
});
afterEach(async () => {
  for (const backend of backends.splice(0)) backend.close();
  await rm(folder, { recursive: true });
});

/** The real file system, telling what is done to it; `failing` breaks one kind of call. */
function watched(calls: string[], failing?: { call: string; code: string }): typeof fileSystem {
  const note = (call: string): void => {
    calls.push(call);
    if (call === failing?.call) throw Object.assign(new Error(failing.code), { code: failing.code });
  };
  const kindOf = (path: unknown): string => (String(path).includes('.incoming') ? 'temporary' : 'folder');
  return {
    ...fileSystem,
    open: async (path, flags, mode) => {
      const handle = await fileSystem.open(path, flags, mode);
      const { writeFile: write, sync } = handle;
      handle.writeFile = async (data) => {
        note(`write ${kindOf(path)}`);
        await write.call(handle, data);
      };
      handle.sync = async () => {
        note(`sync ${kindOf(path)}`);
        await sync.call(handle);
      };
      return handle;
    },
    rename: async (from, to) => {
      note('rename');
      await fileSystem.rename(from, to);
    },
  };
}

describe('the folder of images', () => {
  it('holds what was put, gives parts of it, and forgets what was removed', async () => {
    const backend = await open();
    await backend.put('ab/x.png', bytes);
    const file = await backend.open('ab/x.png');
    if (file === undefined) throw new Error('the file is not there');
    expect(file.size).toBe(6);
    expect(String(await buffer(file.stream({ start: 2, end: 4 })))).toBe('fil');
    expect(await backend.has('ab/x.png')).toBe(true);
    await backend.remove(['ab/x.png', 'zz/never.png']);
    await backend.remove(['ab/x.png']);
    expect(await backend.open('ab/x.png')).toBeUndefined();
    expect(await backend.has('ab/x.png')).toBe(false);
  });

  it('puts a file on the disk before its name, and its name before it answers', async () => {
    const calls: string[] = [];
    const backend = await open(watched(calls));
    await backend.put('ab/x.png', bytes);
    expect(calls).toEqual(['write temporary', 'sync temporary', 'rename', 'sync folder', 'sync folder']);
  });

  it.each(['write temporary', 'sync temporary', 'rename'])(
    'is unavailable on a full disk (%s) and leaves nothing behind',
    async (call) => {
      const backend = await open(watched([], { call, code: 'ENOSPC' }));
      await expect(backend.put('ab/x.png', bytes)).rejects.toMatchObject({ code: 'unavailable' });
      expect(await readdir(join(folder, '.incoming'))).toEqual([]);
      expect(await backend.has('ab/x.png')).toBe(false);
    },
  );

  it('removes at its start what a crash left half written, and keeps what another process is writing', async () => {
    await open();
    const left = join(folder, '.incoming', 'left');
    await writeFile(left, 'half');
    await utimes(left, new Date(0), new Date(0));
    await writeFile(join(folder, '.incoming', 'under-way'), 'half');
    await open();
    expect(await readdir(join(folder, '.incoming'))).toEqual(['under-way']);
  });

  it('replaces a file that a crash left without a row', async () => {
    const backend = await open();
    await backend.put('ab/x.png', Buffer.from('left'));
    await backend.put('ab/x.png', bytes);
    expect(await readFile(join(folder, 'ab/x.png'))).toEqual(bytes);
  });

  it('says when it cannot be written to', async () => {
    const backend = await open();
    expect(await backend.isWritable()).toBe(true);
    await rm(folder, { recursive: true });
    expect(await backend.isWritable()).toBe(false);
    await fileSystem.mkdir(folder);
  });
});
