import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Webhook } from 'standardwebhooks';
import { accepted, generation, image } from '../test/answers.js';
import { type Answer, events, json, MisbehavingServer, refusal } from '../test/misbehaving-server.js';

const run = promisify(execFile);
const folder = join(import.meta.dirname, '..');
// Inside the package, so that the examples find it by its name.
const examples = join(folder, 'test-results', 'readme');
const tsc = join(folder, '..', '..', 'node_modules', '.bin', 'tsc');
const secret = `whsec_${Buffer.alloc(32, 1).toString('base64')}`;

const blocks = [...readFileSync(join(folder, 'README.md'), 'utf8').matchAll(/^```ts\n(.*?)^```$/gms)].map(
  (match) => match[1] ?? '',
);

let server: MisbehavingServer;
beforeAll(async () => {
  rmSync(examples, { recursive: true, force: true });
  mkdirSync(examples, { recursive: true });
  for (const [index, block] of blocks.entries()) writeFileSync(join(examples, `${index}.ts`), block);
  server = await MisbehavingServer.start();
});
afterAll(() => server.stop());

/** What a program of the README prints. */
async function output(...args: string[]): Promise<string> {
  const env = { PATH: '', IMAGEAI_API_KEY: 'key', IMAGEAI_BASE_URL: server.url, WEBHOOK_SECRET: secret };
  const { stdout } = await run(process.execPath, args, { cwd: examples, env });
  return stdout;
}

describe('the examples of the README', () => {
  it('keep to the types', async () => {
    expect(blocks).toHaveLength(6);
    const files = blocks.map((_, index) => join(examples, `${index}.ts`));
    const options = '--noEmit --strict --module nodenext --target es2024 --lib es2024,dom --types node --skipLibCheck';
    await run(tsc, [...files, '--ignoreConfig', ...options.split(' ')], { cwd: folder });
  }, 60_000);

  it('make a picture', async () => {
    const url = `${server.url}/img_1.png`;
    server.answer(json(200, { ...image, url }), (response) => void response.end('picture'));
    expect(await output('0.ts')).toBe(`${url}, made with seed 7\n`);
    expect(readFileSync(join(examples, 'lighthouse.png'), 'utf8')).toBe('picture');
  }, 30_000);

  it('follow a generation', async () => {
    const error = { message: 'It went wrong.', type: 'server_error', param: null, code: 'internal_error' };
    const ended = { ...generation('failed'), error };
    const told = [
      'event: running\nid: 1\ndata: {}\n\n',
      'event: progress\ndata: {"index": 0, "step": 2, "of": 4}\n\n',
      `event: failed\nid: 2\ndata: ${JSON.stringify(ended)}\n\n`,
    ];
    const routes: Record<string, Answer> = {
      '/api/generations': json(202, accepted),
      '/api/generations/gen_1/events': events(told),
    };
    server.answer((response, request) => routes[request.url]?.(response, request));
    expect(await output('1.ts')).toBe('running\nstep 2 of 4\nfailed\nfailed: It went wrong.\n');
  }, 30_000);

  it('list generations', async () => {
    server.answer(json(200, { data: [generation('failed', 'gen_7')], has_more: false, next_cursor: null }));
    expect(await output('2.ts')).toMatch(/^gen_7 2026-/);
  }, 30_000);

  it('tell what is left and what was used', async () => {
    const routes: Record<string, Answer> = {
      '/api/account': json(200, { plan: 'starter', month: { images_remaining: 7, resets_at: '2026-12-01T00:00:00Z' } }),
      '/api/usage?start=2026-11-01&bucket=month&group_by=key': json(200, { total: { images: 5, requests: 4 } }),
    };
    server.answer((response, request) => routes[request.url]?.(response, request));
    expect(await output('3.ts')).toBe('starter: 7 images left until 2026-12-01T00:00:00Z\n5 images for 4 requests\n');
  }, 30_000);

  it('tell errors apart', async () => {
    server.answer(refusal(403, 'content_prohibited'));
    expect(await output('4.ts')).toBe('not that\n');
    server.answer(refusal(404, 'not_found', { 'x-request-id': 'req_7' }));
    expect(await output('4.ts')).toBe('404 not_found req_7\n');
  }, 30_000);

  it('believe a webhook that is signed, and no other', async () => {
    const body = JSON.stringify({ type: 'generation.succeeded', timestamp: 'now', data: { images: [image] } });
    const at = new Date();
    const headers = {
      'webhook-id': 'msg_1',
      'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
      'webhook-signature': new Webhook(secret).sign('msg_1', at, body),
    };
    const receive = (text: string) =>
      output(
        '--input-type=module',
        '--eval',
        `
        const { receive } = await import('./5.ts');
        const request = new Request('http://receiver.example', ${JSON.stringify({ method: 'POST', headers, body: text })});
        console.log((await receive(request)).status);
      `,
      );
    expect(await receive(body)).toBe(`[ '${image.url}' ]\n204\n`);
    expect(await receive(`${body} `)).toBe('401\n');
  }, 30_000);
});
