import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { beforeEach, describe, expect, it, jest } from '@jest/globals';

// Processes that share the machine may take most of it.
jest.setTimeout(240_000);

const tinyModel = resolve('../diffusion/fixtures/tiny-stable-diffusion-2');
const SMALL = ['--size', '16', '--steps', '2'];
const command = (...args: string[]) => [resolve('bin/imageai.mjs'), 'models', 'optimise', ...args];

let folder: string;
let before: string[];
beforeEach(async () => {
  folder = join(await mkdtemp(join(tmpdir(), 'imageai-model-')), 'tiny');
  await cp(tinyModel, folder, { recursive: true });
  before = await readdir(folder, { recursive: true });
});

/** A process of its own, since built files run in its child. */
async function optimise(...args: string[]) {
  const ended = await promisify(execFile)(process.execPath, command(...args), { env: {} }).catch((error) => error);
  const { code: exitCode = 0, stdout, stderr } = ended as { code?: number; stdout: string; stderr: string };
  return { exitCode, stdout, stderr };
}

const manifest = async () => JSON.parse(await readFile(join(folder, 'imageai.json'), 'utf8'));

describe('imageai models optimise', () => {
  it('prints what it gained and cost, and the manifest chooses the variant and says the same', async () => {
    const { exitCode, stdout, stderr } = await optimise(folder, ...SMALL, '--min-psnr', '1');
    expect([exitCode, stderr]).toEqual([0, '']);
    const [, psnr] = /\nPSNR +([\d.]+) dB, the worst of 4 pictures [\d.]+ dB\n/.exec(stdout) ?? [];
    expect(stdout).toMatch(/^unet +\d+ of \d+ layers in int8, 0\.\d MB\n/);
    expect(stdout).toMatch(/\na picture +[\d.]+ s before, [\d.]+ s now/);
    const { variants, optimised } = await manifest();
    expect(variants).toEqual({ unet: 'int8' });
    expect(optimised.unet.psnr_db.toFixed(1)).toBe(psnr);
  });

  it('ends with 1 and leaves the folder as it was where the pictures change too much, unless it is forced', async () => {
    const refused = await optimise(folder, ...SMALL, '--min-psnr', '90');
    expect(refused.exitCode).toBe(1);
    expect(refused.stderr).toMatch(/^The pictures changed too much \(PSNR [\d.]+ dB, at least 90\.0 dB is asked for\)/);
    expect(await readdir(folder, { recursive: true })).toEqual(before);
    const forced = await optimise(folder, ...SMALL, '--min-psnr', '90', '--force', '--json');
    expect(forced.exitCode).toBe(0);
    expect(JSON.parse(forced.stdout)).toMatchObject({ written: true, quality: { pictures: 4 } });
    expect((await manifest()).variants).toEqual({ unet: 'int8' });
  });

  it('that is interrupted ends with 130, and leaves the folder as it was', async () => {
    const running = execFile(process.execPath, command(folder, '--size', '32', '--steps', '1000'), { env: {} });
    const ended = once(running, 'exit');
    while (!(await readdir(folder)).includes('.optimise.unfinished')) await new Promise(setImmediate);
    running.kill('SIGINT');
    expect(await ended).toEqual([130, null]);
    expect(await readdir(folder, { recursive: true })).toEqual(before);
  });

  it('calibrates with prompts from a file', async () => {
    const prompts = join(folder, '..', 'prompts.txt');
    await writeFile(prompts, 'the sea\n\na boat\n');
    const { exitCode } = await optimise(folder, ...SMALL, '--prompts', prompts, '--min-psnr', '1');
    expect(exitCode).toBe(0);
    await writeFile(prompts, '\n');
    expect(await optimise(folder, '--prompts', prompts)).toMatchObject({
      exitCode: 2,
      stderr: `${prompts} has no prompts: write one a line.\n`,
    });
  });

  it.each([
    [['no/such/folder'], /^There is no folder no\/such\/folder\.\n$/],
    [['.', '--size', '0'], /It must be a whole number above 0/],
    [['.', '--component', '../unet'], /It must be names of folders/],
    [['.', '--prompts', 'no/such/file'], /^There is no file no\/such\/file\.\n$/],
  ])('refuses %j with 2', async (args, sentence) => {
    expect(await optimise(...args)).toMatchObject({ exitCode: 2, stderr: expect.stringMatching(sentence) });
  });
});
