import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { chart } from '../src/helm.js';

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
let folder: string;
let server: Server;
let url: string;
/** What the server answers, by path; and which paths were asked for. */
let answers: Record<string, { status?: number; body: string | Buffer }>;
let asked: string[];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'chart-scripts-'));
  answers = {};
  asked = [];
  server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    const { status = 200, body } = answers[request.url ?? ''] ?? { status: 404, body: 'no' };
    response.writeHead(status).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  rmSync(folder, { recursive: true, force: true });
});

async function run(script: string, args: string[], env: Record<string, string>) {
  return promisify(execFile)(process.execPath, [script, ...args], { env }).then(
    ({ stdout }) => ({ code: 0, said: stdout }),
    (error: { code: number; stderr: string }) => ({ code: error.code, said: error.stderr }),
  );
}

describe('the job that fetches models', () => {
  const models = () => join(folder, 'models');
  const fetchModels = (files: { path: string; url: string; sha256: string }[], command = 'fetch') => {
    mkdirSync(models(), { recursive: true });
    copyFileSync(join(chart, 'files/models.mjs'), join(folder, 'models.mjs'));
    writeFileSync(join(folder, 'models.json'), JSON.stringify(files));
    return run(join(folder, 'models.mjs'), [command], { MODELS_FOLDER: models() });
  };

  it('brings what has the right checksum, once, and lets the workers begin', async () => {
    answers['/a'] = { body: 'weights' };
    const files = [{ path: 'm/unet/model.onnx', url: `${url}/a`, sha256: sha256('weights') }];
    expect(await fetchModels(files)).toEqual({ code: 0, said: expect.stringContaining('1 files are whole.') });
    expect(readFileSync(join(models(), 'm/unet/model.onnx'), 'utf8')).toBe('weights');
    expect(await fetchModels(files)).toMatchObject({ code: 0 });
    expect(asked).toEqual(['GET /a']);
    expect(await fetchModels(files, 'wait')).toEqual({ code: 0, said: '' });
  });

  it('keeps nothing that has another checksum, and says so', async () => {
    answers['/a'] = { body: 'forged' };
    const { code, said } = await fetchModels([{ path: 'm/a', url: `${url}/a`, sha256: sha256('weights') }]);
    expect(code).not.toBe(0);
    expect(said).toContain(`m/a has the sha256 ${sha256('forged')}, not ${sha256('weights')}: it was not kept.`);
    expect(existsSync(join(models(), 'm/a'))).toBe(false);
  });

  it('replaces a file that was damaged', async () => {
    answers['/a'] = { body: 'weights' };
    mkdirSync(join(models(), 'm'), { recursive: true });
    writeFileSync(join(models(), 'm/a'), 'weig');
    await fetchModels([{ path: 'm/a', url: `${url}/a`, sha256: sha256('weights') }]);
    expect(readFileSync(join(models(), 'm/a'), 'utf8')).toBe('weights');
  });

  it('fails, to be tried again, where the file cannot be had', async () => {
    const { code, said } = await fetchModels([{ path: 'm/a', url: `${url}/gone`, sha256: sha256('weights') }]);
    expect([code, said]).toEqual([1, expect.stringContaining('/gone answered 404.')]);
  });

  it('writes nothing outside the volume', async () => {
    answers['/a'] = { body: 'x' };
    const { said } = await fetchModels([{ path: 'm/../../a', url: `${url}/a`, sha256: sha256('x') }]);
    expect(said).toContain('m/../../a would lie outside the volume.');
    expect(asked).toEqual([]);
  });
});

describe('the pod of helm test', () => {
  const cdn = 'https://images.example.com';
  const png = Buffer.from('\x89PNG\r\n\x1a\nrest', 'latin1');
  const makePicture = () =>
    run(join(chart, 'files/picture.mjs'), [], { API_URL: url, API_KEY: 'k', CDN_URL: cdn, CDN_INSIDE: url });

  it('makes a picture and fetches it', async () => {
    answers['/api/generate-image'] = { body: JSON.stringify({ url: `${cdn}/img_1.png` }) };
    answers['/img_1.png'] = { body: png };
    expect(await makePicture()).toEqual({ code: 0, said: expect.stringContaining(`${cdn}/img_1.png`) });
    expect(asked).toEqual(['POST /api/generate-image', 'GET /img_1.png']);
  });

  it('waits for a way that opens after it started', async () => {
    answers['/api/generate-image'] = { body: JSON.stringify({ url: `${cdn}/img_1.png` }) };
    answers['/img_1.png'] = { body: png };
    await new Promise((resolve) => server.close(resolve));
    const made = makePicture();
    await sleep(1_000);
    await new Promise<void>((resolve) => server.listen(Number(new URL(url).port), '127.0.0.1', resolve));
    expect(await made).toMatchObject({ code: 0 });
  });

  it.each([
    [
      'the API refuses',
      { '/api/generate-image': { status: 401, body: 'no such key' } },
      'The API answered 401: no such key',
    ],
    [
      'the URL is not that of the image host',
      { '/api/generate-image': { body: JSON.stringify({ url: 'https://elsewhere/img_1.png' }) } },
      'which is not below https://images.example.com.',
    ],
    [
      'the file is missing',
      { '/api/generate-image': { body: JSON.stringify({ url: `${cdn}/img_1.png` }) } },
      'The image host answered 404',
    ],
    [
      'the file is no picture',
      { '/api/generate-image': { body: JSON.stringify({ url: `${cdn}/img_1.png` }) }, '/img_1.png': { body: 'text' } },
      'is no PNG.',
    ],
  ])('fails with a sentence where %s', async (_, given, sentence) => {
    answers = given;
    const { code, said } = await makePicture();
    expect([code, said]).toEqual([1, expect.stringContaining(sentence)]);
  });
});
