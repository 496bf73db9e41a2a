import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { ImageAI } from '@imageai/client';
import { waitUntil } from '@imageai/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Account, newAccount, stand } from '../src/index.js';

const command = join(import.meta.dirname, '..', 'node_modules', '.bin', 'imageai');
const small = ['--size', '512', '--steps', '2'];
const png = Buffer.from('89504e470d0a1a0a', 'hex');

let account: Account;
let folder: string;
beforeAll(async () => {
  account = await newAccount('professional');
  folder = mkdtempSync(join(tmpdir(), 'imageai-cli-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Starts the command as a user would, in an empty folder. */
function start(args: readonly string[], key = account.key) {
  const path = `${dirname(process.execPath)}:/usr/bin:/bin`;
  const env = { PATH: path, IMAGEAI_API_KEY: key, IMAGEAI_BASE_URL: stand.url };
  const child = spawn(command, args, { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const exitCode = new Promise<number | null>((resolve) => child.once('close', resolve));
  const ended = Promise.all([exitCode, text(child.stdout), text(child.stderr)]);
  return { child, ended: ended.then(([code, stdout, stderr]) => ({ exitCode: code, stdout, stderr })) };
}
const imageai = (...args: string[]) => start(args).ended;

describe('the imageai command', () => {
  it('makes a picture and saves it where it was told', async () => {
    const { exitCode, stdout, stderr } = await imageai(
      'generate',
      'a lake',
      '--style',
      'painting',
      ...small,
      '-o',
      'lake.png',
    );
    expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: 'lake.png\n' });
    expect(stderr).toMatch(/^512 x 512, seed \d+\n$/);
    expect(readFileSync(join(folder, 'lake.png')).subarray(0, png.length)).toEqual(png);
  });

  it('makes several pictures, and the same again from their seeds', async () => {
    const several = await imageai('generate', 'hills', ...small, '-n', '2', '--seed', '5', '-o', 'hills-{index}.webp');
    expect(several.stdout).toBe('hills-1.webp\nhills-2.webp\n');
    await imageai('generate', 'hills', ...small, '--seed', '6', '-o', 'again.webp');
    expect(readFileSync(join(folder, 'again.webp'))).toEqual(readFileSync(join(folder, 'hills-2.webp')));
  });

  it('finds what was begun before, and brings it to its end', async () => {
    const { stdout: id } = await imageai('generate', 'a forest', ...small, '--detach');
    const { stdout: list } = await imageai('jobs', '--json');
    expect(JSON.parse(list).data.map((job: { id: string }) => job.id)).toContain(id.trim());
    const followed = await imageai('jobs', 'follow', id.trim(), '-o', 'forest.png');
    expect(followed).toMatchObject({ exitCode: 0, stdout: 'forest.png\n' });
    const shown = JSON.parse((await imageai('jobs', 'show', id.trim(), '--json')).stdout);
    expect(shown).toMatchObject({ id: id.trim(), status: 'succeeded', parameters: { prompt: 'a forest' } });
  });

  it('lists the models', async () => {
    const { exitCode, stdout } = await imageai('models');
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^MODEL .*\n.+ \(default\) +ready /);
  });

  it('cancels its job on Ctrl-C, and nothing is saved', async () => {
    const client = new ImageAI({ apiKey: account.key, baseUrl: stand.url });
    const { child, ended } = start([
      'generate',
      'a slow picture',
      '--size',
      '1024',
      '--steps',
      '100',
      '-n',
      '4',
      '-o',
      'slow.png',
    ]);
    const job = await waitUntil(async () => {
      const { data } = await client.generations.list({ limit: 1 });
      return data[0]?.parameters.prompt === 'a slow picture' && data[0];
    });
    child.kill('SIGINT');
    const { exitCode, stdout, stderr } = await ended;
    expect({ exitCode, stdout, stderr }).toEqual({ exitCode: 130, stdout: '', stderr: `${job.id} is cancelled.\n` });
    expect((await client.generations.get(job.id)).status).toBe('cancelled');
    expect(existsSync(join(folder, 'slow-1.png'))).toBe(false);
  });

  it('says in one sentence what is wrong, and ends with the documented code', async () => {
    expect(await imageai('generate', 'a lake', '--size', '640')).toEqual({
      exitCode: 2,
      stdout: '',
      stderr: 'Invalid parameter: width must be one of 512, 768, 1024, 1536, or 1920\n',
    });
    const stranger = await start(['jobs'], 'iai_live_nobody').ended;
    expect(stranger).toMatchObject({ exitCode: 3, stderr: expect.stringMatching(/^Invalid API key\. .+\n$/) });
  });
});
