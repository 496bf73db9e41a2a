import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { ApiServer, events, json, png, refusal } from '../../test/api-server.js';
import { commandLine, noGraphics } from '../../test/command-line.js';
import { Interruption } from '../interruption.js';

let server: ApiServer;
let folder: string;
beforeAll(async () => {
  server = await ApiServer.start();
});
afterAll(() => server.stop());
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'imageai-cli-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const imageai = (args: readonly string[], options: Partial<Parameters<typeof commandLine>[1]> = {}) =>
  commandLine(args, { baseUrl: server.url, ...options });

/** The routes of a generation that succeeds. */
const succeeding = (n = 1, format: 'png' | 'webp' = 'png') => ({
  'POST /api/generations': json(202, { id: 'gen_1', status: 'queued' }),
  'GET /api/generations/gen_1/events': events(
    ['queued', { queue_position: 2 }],
    ['running', {}],
    ['progress', { index: 0, step: 1, of: 4, preview: png('preview').toString('base64') }],
    ['succeeded', server.generation('succeeded', n, format)],
  ),
  ...Object.fromEntries(
    Array.from({ length: n }, (_, index) => [
      `GET /img_${index}.${format}`,
      (response: ServerResponse) => void response.end(png(`picture ${index}`)),
    ]),
  ),
});

describe('imageai generate', () => {
  it('makes a picture, saves it, and prints where it is and nothing else', async () => {
    server.serve(succeeding());
    const file = join(folder, 'lake.png');
    const { exitCode, stdout, stderr } = await imageai(['generate', 'a', 'lake', '-o', file]);
    expect([exitCode, stdout]).toEqual([0, `${file}\n`]);
    expect(stderr).toBe('512 x 768, seed 7\n');
    expect(readFileSync(file)).toEqual(png('picture 0'));
    expect(server.requests[0]?.body).toEqual({ prompt: 'a lake', output_format: 'png' });
  });

  it('asks for everything that its options say', async () => {
    server.serve(succeeding());
    const options =
      '--style painting --size 512x768 -n 1 --seed 7 --guidance 3.5 --negative fog --model embedded --steps 4';
    await imageai(['generate', 'a lake', ...options.split(' '), '-o', join(folder, 'a.jpg')]);
    expect(server.requests[0]?.body).toEqual({
      prompt: 'a lake',
      style: 'painting',
      width: 512,
      height: 768,
      n: 1,
      seed: 7,
      guidance_scale: 3.5,
      negative_prompt: 'fog',
      model: 'embedded',
      num_inference_steps: 4,
      output_format: 'jpeg',
    });
  });

  it.each([
    ['lake-{index}.png', ['lake-1.png', 'lake-2.png', 'lake-3.png']],
    ['{seed}.png', ['7.png', '8.png', '9.png']],
    ['{id}', ['img_0', 'img_1', 'img_2']],
    ['lake.png', ['lake-1.png', 'lake-2.png', 'lake-3.png']],
    ['lake', ['lake-1', 'lake-2', 'lake-3']],
  ])('saves each of several pictures under a name of its own: %s', async (pattern, names) => {
    server.serve(succeeding(3));
    const { stdout } = await imageai(['generate', 'a lake', '-n', '3', '-o', join(folder, pattern)]);
    expect(stdout.trim().split('\n')).toEqual(names.map((name) => join(folder, name)));
    expect(readdirSync(folder).sort()).toEqual(names);
    expect(readFileSync(join(folder, names[2] ?? ''))).toEqual(png('picture 2'));
  });

  it('prints one object for programs, and no progress', async () => {
    server.serve(succeeding());
    const file = join(folder, 'lake.png');
    const { stdout, stderr } = await imageai(['generate', 'a lake', '-o', file, '--json'], { isTTY: true });
    expect(JSON.parse(stdout)).toEqual({ generation: server.generation('succeeded'), files: [file] });
    expect(stderr).toBe('');
  });

  it('prints the id and waits for nothing with --detach', async () => {
    server.serve(succeeding());
    expect(await imageai(['generate', 'a lake', '--detach'])).toEqual({ exitCode: 0, stdout: 'gen_1\n', stderr: '' });
    expect(server.calls).toEqual(['POST /api/generations']);
    expect((await imageai(['generate', 'a lake', '--detach', '--json'])).stdout).toBe('{"id":"gen_1"}\n');
  });

  it('shows in a terminal how far it is', async () => {
    server.serve(succeeding());
    const { stderr } = await imageai(['generate', 'a lake', '-n', '2', '-o', join(folder, 'a.png')], { isTTY: true });
    expect(stderr.split('\r\x1b[2K').filter(Boolean)).toEqual([
      'Waiting, 2 pictures ahead',
      'Beginning',
      `${'█'.repeat(3)}${'░'.repeat(21)} 1/8 steps, 2 pictures`,
      'Fetching',
      '512 x 768, seed 7\n',
    ]);
  });

  it('shows previews and the picture in terminals that can, unless told not to', async () => {
    const kitty = { isTTY: true, terminal: { ...noGraphics, isKitty: true } };
    server.serve(succeeding());
    const shown = await imageai(['generate', 'a lake', '-o', join(folder, 'a.png')], kitty);
    for (const picture of ['preview', 'picture 0']) expect(shown.stderr).toContain(png(picture).toString('base64'));
    const hidden = await imageai(['generate', 'a lake', '-o', join(folder, 'a.png'), '--no-preview'], kitty);
    expect(hidden.stderr).not.toContain('\x1b_G');
  });

  it('cancels on Ctrl-C, and says so', async () => {
    const interruption = new Interruption();
    server.serve({
      ...succeeding(),
      'GET /api/generations/gen_1/events': (response, request) => {
        events(['running', {}])(response, request);
        interruption.interrupt();
      },
      'POST /api/generations/gen_1/cancel': json(200, server.generation('cancelled')),
    });
    const { exitCode, stderr } = await imageai(['generate', 'a lake'], { interruption });
    expect([exitCode, stderr]).toEqual([130, 'gen_1 is cancelled.\n']);
    expect(server.calls.at(-1)).toBe('POST /api/generations/gen_1/cancel');
  });

  it('cancels also what was accepted only after Ctrl-C, detached or not', async () => {
    const interruption = new Interruption();
    server.serve({
      'POST /api/generations': (response, request) => {
        interruption.interrupt();
        json(202, { id: 'gen_1' })(response, request);
      },
      'POST /api/generations/gen_1/cancel': json(200, server.generation('cancelled')),
    });
    const { exitCode, stderr } = await imageai(['generate', 'a lake', '--detach'], { interruption });
    expect([exitCode, stderr]).toEqual([130, 'gen_1 is cancelled.\n']);
  });

  it.each([
    ['was too late', json(200, { status: 'succeeded' }), /Too late to cancel: gen_1 is succeeded already\./],
    ['failed', refusal(403, 'insufficient_scope'), /gen_1 could not be cancelled, and goes on: In words/],
  ])('says it when cancelling %s', async (_, answer, sentence) => {
    const interruption = new Interruption();
    interruption.interrupt();
    server.serve({ ...succeeding(), 'POST /api/generations/gen_1/cancel': answer });
    const { exitCode, stderr } = await imageai(['generate', 'a lake'], { interruption });
    expect(exitCode).toBe(130);
    expect(stderr).toMatch(sentence);
  });

  it('fails with the reason where there is no picture, and where one of several is missing', async () => {
    const error = { message: 'The worker was lost.', type: 'server_error', param: null, code: 'internal_error' };
    server.serve({
      ...succeeding(),
      'GET /api/generations/gen_1/events': events(['failed', { ...server.generation('failed'), error }]),
    });
    expect(await imageai(['generate', 'a lake'])).toMatchObject({ exitCode: 1, stderr: 'The worker was lost.\n' });

    const partial = { ...server.generation('succeeded'), failed: [{ index: 1, seed: 8, error }] };
    partial.parameters.n = 2;
    server.serve({ ...succeeding(), 'GET /api/generations/gen_1/events': events(['succeeded', partial]) });
    const file = join(folder, '{index}.png');
    expect(await imageai(['generate', 'a lake', '-n', '2', '-o', file])).toMatchObject({
      exitCode: 1,
      stdout: `${join(folder, '1.png')}\n`,
      stderr: expect.stringMatching(/Picture 2 of 2 failed: The worker was lost\.\n$/),
    });
  });
});

describe('imageai generate asks for nothing', () => {
  it.each([
    ['without a prompt', ['generate'], /^Missing required argument 'prompt'\.\n$/],
    [
      'with an option that is not known',
      ['generate', 'x', '--stlye', 'y'],
      /^Unknown option '--stlye'\. Did you mean --style\?\n$/,
    ],
    ['with a size that is none', ['generate', 'x', '--size', 'big'], /It must be a size such as 1024x768\.\n$/],
    ['with a seed that is no number', ['generate', 'x', '--seed', 'y'], /It must be a number\.\n$/],
    [
      'with a format that is none',
      ['generate', 'x', '--format', 'gif'],
      /Allowed choices are png, webp, jpeg, avif\.\n$/,
    ],
    [
      'with a file of another kind',
      ['generate', 'x', '-o', 'lake.gif'],
      /^Pictures can be png, webp, jpeg or avif files, not gif: lake\.gif\n$/,
    ],
    [
      'with a name and a format that differ',
      ['generate', 'x', '-o', 'a.png', '--format', 'webp'],
      /^a\.png is the name of a png file, and the format is webp\.\n$/,
    ],
    [
      'with a folder that is not there',
      ['generate', 'x', '-o', '/nowhere/at/all.png'],
      /^There is no folder \/nowhere\/at /,
    ],
    ['with a folder in place of a file', ['generate', 'x', '-o', '/tmp'], /^\/tmp is a folder: name a file in it\.\n$/],
  ])('%s', async (_, args, sentence) => {
    server.serve(succeeding());
    const { exitCode, stdout, stderr } = await imageai(args);
    expect([exitCode, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(sentence);
    expect(server.requests).toEqual([]);
  });
});
