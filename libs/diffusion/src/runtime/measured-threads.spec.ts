import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
// First: it makes the typed arrays of this realm and of ONNX Runtime's one and the same.
import '../../test/test-runtime.js';

const module = await import('./measured-threads.js');

const most = 8;
/** On a machine of so many cores, whatever this one has. */
const measuredThreads = (folder: string | undefined, measure: (threads: number) => Promise<number>) =>
  module.measuredThreads(folder, measure, most);

describe('measuredThreads', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'imageai-threads-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('takes the number that is fastest', async () => {
    expect(await measuredThreads(folder, async (threads) => (threads === most ? 1 : 2))).toBe(most);
  });

  it('takes fewer threads where more are no faster', async () => {
    expect(await measuredThreads(folder, async () => 1)).toBe(1);
  });

  it('keeps to the number that it measured first, since another makes other bytes', async () => {
    const first = await measuredThreads(folder, async (threads) => 1 / threads);
    expect(await measuredThreads(folder, async (threads) => threads)).toBe(first);
    expect((await readdir(folder)).every((name) => name.endsWith('.json'))).toBe(true);
  });

  it('gives all processes that begin at once the same number', async () => {
    const fastWithAll = async (threads: number) => 1 / threads;
    const fastWithOne = async (threads: number) => threads;
    const taken = await Promise.all([fastWithAll, fastWithOne, fastWithAll].map((one) => measuredThreads(folder, one)));
    expect(new Set([...taken, await measuredThreads(folder, fastWithOne)]).size).toBe(1);
  });

  it('measures anew where what was kept is damaged', async () => {
    await measuredThreads(folder, async () => 1);
    const [name = ''] = await readdir(folder);
    await writeFile(join(folder, name), '{');
    expect(await measuredThreads(folder, async (threads) => 1 / threads)).toBe(most);
    expect(await measuredThreads(folder, async () => 1)).toBe(most);
  });

  it('takes all cores, unmeasured, where nothing can be kept', async () => {
    const never = async () => {
      throw new Error('measured');
    };
    expect(await measuredThreads(undefined, never)).toBe(most);
    await writeFile(join(folder, 'file'), '');
    expect(await measuredThreads(join(folder, 'file'), async () => 1)).toBe(most);
  });

  it('times real products of ONNX Runtime, and finds a number that the machine has', async () => {
    const threads = await module.measuredThreads(folder);
    expect(threads).toBeGreaterThanOrEqual(1);
    expect(threads).toBeLessThanOrEqual(availableParallelism());
  });
});
