import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type AdminFixture, startAdminFixture } from './admin-fixture.js';
import { type Fixture, startFixture } from './gateway-fixture.js';

const script = 'console.log("the site");'.repeat(50);
let folder: string;
let api: Fixture;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'gateway-site-'));
  mkdirSync(join(folder, 'assets'));
  writeFileSync(join(folder, 'index.html'), '<!doctype html><title>The site</title>');
  writeFileSync(join(folder, 'pages.json'), JSON.stringify(['/', '/keys']));
  writeFileSync(join(folder, 'favicon.svg'), '<svg/>');
  writeFileSync(join(folder, 'assets', 'main-a1b2.js'), script);
  writeFileSync(join(folder, 'assets', 'main-a1b2.js.br'), brotliCompressSync(script));
  writeFileSync(join(folder, 'assets', 'main-a1b2.js.gz'), gzipSync(script));
  api = await startFixture({ SITE_FOLDER: folder });
});
afterAll(async () => {
  await api.stop();
  rmSync(folder, { recursive: true, force: true });
});

const get = (path: string, headers: Record<string, string> = {}, method = 'GET') =>
  fetch(`${api.url}${path}`, { method, headers });
const html = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };

describe('the website', () => {
  it.each(['/', '/keys', '/keys?order=name'])(
    'shows its document at %s, and asks for it again every time',
    async (path) => {
      const answer = await get(path);
      expect([answer.status, answer.headers.get('content-type'), answer.headers.get('cache-control')]).toEqual([
        200,
        'text/html; charset=utf-8',
        'no-cache',
      ]);
      expect(await answer.text()).toContain('The site');
    },
  );

  it('runs no script and no style of its own text, and asks nobody but this server and the image host', async () => {
    const policy = (await get('/')).headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self';");
    expect(policy).toContain("style-src 'self';");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toMatch(/unsafe|\*|http:/);
    expect(new Set(policy.match(/https:\S+?(?=;|\s|$)/g))).toEqual(new Set(['https://cdn.example']));
  });

  it('sends files that have their hash in their name once and for all, compressed as the browser can', async () => {
    const path = '/assets/main-a1b2.js';
    for (const encoding of ['br', 'gzip']) {
      const answer = await get(path, { 'accept-encoding': encoding });
      expect([answer.status, answer.headers.get('content-encoding')]).toEqual([200, encoding]);
      expect(answer.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
      expect(answer.headers.get('content-type')).toMatch(/^(text|application)\/javascript/);
      expect(await answer.text()).toBe(script);
    }
    const plain = await get(path, { 'accept-encoding': 'identity' });
    expect(plain.headers.get('content-encoding')).toBeNull();
    expect(await plain.text()).toBe(script);
  });

  it('keeps other files for an hour, and does not send them again to who has them', async () => {
    const first = await get('/favicon.svg');
    expect([first.status, first.headers.get('cache-control')]).toEqual([200, 'public, max-age=3600']);
    // As browsers ask: the fetch of Node would say "no-cache" by itself.
    const conditions = { 'if-none-match': first.headers.get('etag') ?? '', 'cache-control': 'max-age=0' };
    const again = await get('/favicon.svg', conditions);
    expect(again.status).toBe(304);
  });

  it('answers HEAD as GET, without a body', async () => {
    for (const path of ['/', '/assets/main-a1b2.js']) {
      const answer = await get(path, {}, 'HEAD');
      expect([answer.status, await answer.text()]).toEqual([200, '']);
    }
  });

  it('shows people who went astray its own page, as a 404, and programs the error of the API', async () => {
    const astray = await get('/nowhere', html);
    expect([astray.status, astray.headers.get('content-type')]).toEqual([404, 'text/html; charset=utf-8']);
    for (const [path, headers] of [
      ['/nowhere', {}],
      ['/api/nowhere', html],
      ['/v1/nowhere', html],
    ] as const) {
      const answer = await get(path, headers);
      expect([answer.status, ((await answer.json()) as { error: { code: string } }).error.code]).toEqual([
        404,
        'not_found',
      ]);
    }
  });

  it.each([
    '/assets/../pages.json',
    '/%2e%2e/%2e%2e/etc/passwd',
    '/pages.json',
    '/index.html',
    '/assets/main-a1b2.js.gz',
    '/assets/gone-c3d4.js',
    '//etc/passwd',
  ])('does not give out %s', async (path) => {
    const answer = await get(path);
    expect([answer.status, answer.headers.get('content-type')]).toEqual([404, 'application/json; charset=utf-8']);
  });

  it('hides no route, and takes nothing but GET', async () => {
    expect((await get('/docs', html)).headers.get('content-security-policy')).toContain("'unsafe-inline'");
    expect((await get('/api/openapi.json', html)).headers.get('content-type')).toContain('application/json');
    expect((await get('/keys', {}, 'POST')).status).toBe(404);
  });
});

describe('without a website', () => {
  it('there is the API alone', async () => {
    const plain = await startFixture();
    const answer = await fetch(plain.url, { headers: html });
    expect([answer.status, answer.headers.get('content-type')]).toEqual([404, 'application/json; charset=utf-8']);
    await plain.stop();
  });
});

describe('the operators’ pages', () => {
  let admin: AdminFixture;
  beforeAll(async () => {
    admin = await startAdminFixture({ ADMIN_SITE_FOLDER: folder });
  }, 60_000);
  afterAll(() => admin.stop());
  const ask = (path: string, headers: Record<string, string> = {}) => fetch(`${admin.url}${path}`, { headers });

  it('are shown to whoever reaches the port, so that a token can be given there; the API is shown to nobody without', async () => {
    for (const path of ['/', '/keys', '/assets/main-a1b2.js']) expect((await ask(path)).status).toBe(200);
    for (const path of ['/admin/queue', '/admin/accounts']) expect((await ask(path, html)).status).toBe(401);
  });

  it('ask nobody but this server, not even the image host, and may stand in no frame', async () => {
    const policy = (await ask('/')).headers.get('content-security-policy') ?? '';
    expect(policy).toContain("connect-src 'self';");
    expect(policy).toContain("script-src 'self';");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toMatch(/unsafe|\*|https?:/);
  });

  it('say to people who went astray that nothing is there, but not in the place of the API', async () => {
    const astray = await ask('/nowhere', html);
    expect([astray.status, astray.headers.get('content-type')]).toEqual([404, 'text/html; charset=utf-8']);
    const ofTheApi = await ask('/admin/nowhere', html);
    expect(ofTheApi.headers.get('content-type')).toContain('application/json');
  });

  it('are missed before the gateway starts, where the folder holds none', async () => {
    await expect(startAdminFixture({ ADMIN_SITE_FOLDER: join(folder, 'assets') })).rejects.toThrow('ADMIN_SITE_FOLDER');
  });
});
