import { execFile } from 'node:child_process';
import { cp, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it, jest } from '@jest/globals';

// Processes that share the machine may take most of it.
jest.setTimeout(120_000);

const tinyModel = resolve('../diffusion/fixtures/tiny-styled-latent-flow');

/** A process of its own, since the check runs in a child of built files; what colours the tests have must not reach it. */
async function check(...args: string[]) {
  const command = [resolve('bin/imageai.mjs'), 'models', 'check', ...args];
  const ended = await promisify(execFile)(process.execPath, command, { env: {} }).catch((error) => error);
  const { code: exitCode = 0, stdout, stderr } = ended as { code?: number; stdout: string; stderr: string };
  return { exitCode, stdout, stderr };
}

async function damaged(): Promise<string> {
  const folder = join(await mkdtemp(join(tmpdir(), 'imageai-model-')), 'broken');
  await cp(tinyModel, folder, { recursive: true });
  await writeFile(join(folder, 'text_encoder/model.onnx'), 'not a model');
  return folder;
}

describe('imageai models check', () => {
  it('says what a folder is, and that it runs', async () => {
    const { exitCode, stdout } = await check(tinyModel);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^tiny-flow runs\.\npipeline +StyledLatentFlowPipeline\nfeatures +text-to-image/);
    expect(stdout).toMatch(/\ndigest +[0-9a-f]{64}\n/);
  });

  it('with --json gives all that was found', async () => {
    const { stdout, stderr } = await check(tinyModel, '--json');
    expect(JSON.parse(stdout)).toMatchObject({
      model: { status: 'ready', name: 'tiny-flow' },
      memoryBytes: expect.any(Number),
      remarks: expect.any(Array),
    });
    expect(stderr).toBe('');
  });

  it('ends with 1 for one that will not run, and one sentence that names the file', async () => {
    const folder = await damaged();
    const { exitCode, stdout, stderr } = await check(folder);
    expect([exitCode, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(/^\S+ will not run: text_encoder\/model\.onnx .+\n$/);
    const asJson = await check(folder, '--json');
    expect(JSON.parse(asJson.stdout)).toMatchObject({ model: { status: 'unusable' } });
    expect(asJson.exitCode).toBe(1);
  });

  it('tries the execution providers that it is told', async () => {
    const { exitCode, stderr } = await check(tinyModel, '--providers', 'no-such-provider');
    expect([exitCode, stderr]).toEqual([1, expect.stringContaining('no-such-provider')]);
  });

  it('ends with 2 for a folder that is not there', async () => {
    expect(await check('no/such/folder')).toMatchObject({
      exitCode: 2,
      stderr: 'There is no folder no/such/folder.\n',
    });
  });
});
