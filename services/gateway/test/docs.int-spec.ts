import { gunzipSync } from 'node:zlib';
import { guideNames } from '@imageai/api';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Fixture, startFixture } from './gateway-fixture.js';

let api: Fixture;
beforeAll(async () => {
  api = await startFixture();
});
afterAll(async () => api.stop());

describe('/docs', () => {
  it('lets its page ask nobody but this server, and run no script of its own text', async () => {
    const answer = await fetch(`${api.url}/docs`);
    expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8');
    const policy = answer.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self';");
    expect(policy).not.toMatch(/https?:|\*|unsafe-eval/);
    const html = await answer.text();
    expect(html).not.toMatch(/<script>|(?:src|href)="https?:|url\(/);
    const sources = [...html.matchAll(/<script[^>]* src="([^"]+)"/g)].map(([, source]) => source);
    expect(sources).toHaveLength(2);
    for (const source of sources) {
      const script = await fetch(`${api.url}${source}`);
      expect([script.status, script.headers.get('content-type')]).toEqual([200, 'text/javascript; charset=utf-8']);
      expect((await script.text()).length).toBeGreaterThan(100);
    }
  });

  it('opens with the quick start in cURL, JavaScript and Python', async () => {
    const html = await (await fetch(`${api.url}/docs`)).text();
    const titles = [...html.matchAll(/<h[23][^>]*>([^<]+)</g)].map(([, title]) => title);
    expect(titles).toEqual(['Quick start', 'cURL', 'JavaScript', 'Python', 'Guides']);
    expect(html.indexOf('Quick start')).toBeLessThan(html.indexOf('id="reference"'));
  });

  it('sends its largest script compressed, and plain to who cannot read that', async () => {
    const get = (encoding: string) =>
      fetch(`${api.url}/docs/reference.js`, { headers: { 'accept-encoding': encoding } });
    const [small, plain] = [await get('gzip'), await get('identity')];
    expect([small.headers.get('content-encoding'), plain.headers.get('content-encoding')]).toEqual(['gzip', null]);
    const text = Buffer.from(await plain.arrayBuffer());
    expect(Buffer.from(await small.arrayBuffer()).equals(text)).toBe(true);
    expect(Number(small.headers.get('content-length'))).toBeLessThan(text.length / 2);
    expect(() => gunzipSync(text)).toThrow();
  });
});

describe('the guides', () => {
  const guide = (name: string) => fetch(`${api.url}/docs/guides/${name}`);

  it.each([...guideNames])(
    '%s is a page that runs no script and asks nobody, linked from the reference and back',
    async (name) => {
      const answer = await guide(name);
      expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
      expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'");
      const html = await answer.text();
      expect(html).toMatch(/<h1>/);
      expect(html).toContain('<a href="/docs">');
      expect(html).not.toMatch(/<script|<img|src="/);
      expect(await (await fetch(`${api.url}/docs`)).text()).toContain(`<a href="/docs/guides/${name}">`);
    },
  );

  it('link to nothing that is not there', async () => {
    const pages = await Promise.all(guideNames.map(async (name) => (await guide(name)).text()));
    const links = new Set(
      pages.flatMap((html) => [...html.matchAll(/href="(\/[^"#]*)/g)].map(([, path]) => String(path))),
    );
    expect(links.size).toBeGreaterThan(guideNames.length);
    for (const path of links) expect([path, (await fetch(`${api.url}${path}`)).status]).toEqual([path, 200]);
  });

  it('that are not there are a 404, whatever stands in their name', async () => {
    for (const name of ['nothing', 'errors.html', '..%2f..%2fpackage']) expect((await guide(name)).status).toBe(404);
  });
});
