import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { commandLine } from '../../../test/command-line.js';
import { HubServer } from '../../../test/hub-server.js';

// Processes that share the machine may take most of it.
jest.setTimeout(120_000);

const tinyModel = resolve('../diffusion/fixtures/tiny-stable-diffusion');

let hub: HubServer;
let models: string;
beforeAll(async () => {
  hub = await HubServer.start();
});
afterAll(() => hub.stop());
beforeEach(async () => {
  models = await mkdtemp(join(tmpdir(), 'imageai-models-'));
  const entries = await readdir(tinyModel, { withFileTypes: true, recursive: true });
  const paths = entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
  const files = paths.map(async (path) => [relative(tinyModel, path), await readFile(path)] as const);
  hub.serve(Object.fromEntries(await Promise.all(files)));
});

const imageai = (...args: string[]) =>
  commandLine(args, { baseUrl: 'http://127.0.0.1:1', hub: { endpoint: hub.url, token: undefined }, isTTY: true });

describe('imageai models pull', () => {
  it('shows how far it is, ends with the folder, and what it fetched runs', async () => {
    const { exitCode, stdout, stderr } = await imageai('models', 'pull', 'owner/model', '--models', models);
    expect([exitCode, stdout]).toEqual([0, `${join(models, 'model')}\n`]);
    expect(stderr).toMatch(/█.* MB of \d+\.\d MB, unet\/model\.onnx/);
    expect(stderr).toContain('Licence: openrail');
    const command = resolve('bin/imageai.mjs');
    const check = await promisify(execFile)(process.execPath, [command, 'models', 'check', stdout.trim()], {
      env: {},
    });
    expect(check.stdout).toMatch(/^model runs\.\npipeline +StableDiffusionPipeline\n/);
    expect(check.stdout).toMatch(/\nlicence +openrail\n/);
    expect(check.stderr).toBe('');
  });

  it('with --json is one document', async () => {
    hub.licence = undefined;
    const args = ['models', 'pull', 'owner/model', '--models', models, '--name', 'tiny', '--json'];
    const { stdout } = await imageai(...args);
    expect(JSON.parse(stdout)).toMatchObject({ folder: join(models, 'tiny'), name: 'tiny', licence: null });
    expect(JSON.parse((await imageai(...args)).stdout)).toMatchObject({ was_there: true });
  });

  it.each([
    ['a repository that is none', ['model', '--models', '.'], /It must be owner\/name\./],
    ['a name that leads elsewhere', ['owner/model', '--models', '.', '--name', '../x'], /the name of a folder/],
    ['no folder to go to', ['owner/model'], /--models/],
    ['an address that is none', ['owner/model', '--models', '.', '--endpoint', 'ftp://x'], /not the address of a hub/],
  ])('refuses %s', async (_what, args, sentence) => {
    const { exitCode, stderr } = await imageai('models', 'pull', ...args);
    expect([exitCode, stderr]).toEqual([2, expect.stringMatching(sentence)]);
  });
});
