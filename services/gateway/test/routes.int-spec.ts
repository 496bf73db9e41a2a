import { type Route, routes } from '@imageai/api';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createConfig, lintFromString } from '@redocly/openapi-core';
import { type Fixture, startFixture } from './gateway-fixture.js';

let api: Fixture;
let document: Record<string, Record<string, unknown>>;
beforeAll(async () => {
  api = await startFixture();
  document = (await api.request('/api/openapi.json')).body as typeof document;
});
afterAll(async () => api.stop());

const described: readonly Route[] = routes;
const withKey = described.filter(({ access }) => access === 'generate' || access === 'read');
const forPeople = described.filter(({ access }) => access === 'person' || access === 'member');
const names = (list: readonly Route[]) => list.map((route) => [`${route.method} ${route.path}`, route] as const);

const callOf = (route: Route, key: string, headers: Record<string, string> = {}) =>
  api.request(route.path.replace(/\{\w+\}/g, 'x'), {
    method: route.method.toUpperCase(),
    headers: {
      ...(key !== '' && { authorization: `Bearer ${key}` }),
      ...(route.body !== undefined && { 'content-type': 'application/json' }),
      ...headers,
    },
    redirect: 'manual',
    ...(route.body !== undefined && { body: JSON.stringify(Object.values(route.bodyExamples ?? {})[0]?.value) }),
  });

const codeOf = (body: Record<string, unknown>) => (body.error as { code?: string } | undefined)?.code;

describe('the OpenAPI document', () => {
  it('has every described route, and no other', () => {
    const inDocument = Object.entries(document.paths ?? {}).flatMap(([path, methods]) =>
      Object.keys(methods as object).map((method) => `${method} ${path}`),
    );
    expect(inDocument.sort()).toEqual(described.map(({ method, path }) => `${method} ${path}`).sort());
  });

  it('is OpenAPI 3.1 without a complaint of the linter', async () => {
    const rules = {
      // What needs no key and takes nothing has no fault of the client's to answer.
      'operation-4xx-response': 'off',
      // "deliveries" is no id of an endpoint, and what is spelt out wins over what varies.
      'no-ambiguous-paths': 'off',
      // Browsers are sent to sign-in providers, and nothing else is answered there.
      'operation-2xx-response': 'off',
    } as const;
    const config = await createConfig({ extends: ['recommended-strict'], rules });
    const problems = await lintFromString({ source: JSON.stringify(document), config });
    expect(problems.map(({ ruleId, message, location }) => [ruleId, message, location[0]?.pointer])).toEqual([]);
  });

  it('is not sent again to who has it', async () => {
    const first = await fetch(`${api.url}/api/openapi.json`);
    expect(first.headers.get('content-type')).toBe('application/json; charset=utf-8');
    const etag = first.headers.get('etag') ?? '';
    const again = await fetch(`${api.url}/api/openapi.json`, { headers: { 'if-none-match': etag } });
    expect([again.status, await again.text()]).toEqual([304, '']);
  });
});

describe.each(names(withKey))('%s', (_name, route) => {
  it('answers 401 without a key', async () => {
    const { status, body } = await callOf(route, '');
    expect([status, codeOf(body)]).toEqual([401, 'invalid_api_key']);
  });
});

// A form is refused for what it asks of a model before anything is said of its key.
const withScope = withKey.filter(({ scope, bodyType }) => scope !== undefined && bodyType === undefined);

describe.each(names(withScope))('%s', (_name, route) => {
  it('answers 403 to a key that lacks its scope', async () => {
    const scopes = ['generate', 'read', 'manage'].filter((scope) => scope !== route.scope);
    const { status, body } = await callOf(route, api.key({ scopes }));
    expect([status, codeOf(body)]).toEqual([403, 'insufficient_scope']);
  });
});

describe.each(names(forPeople))('%s', (_name, route) => {
  it('answers 401 to whoever is not signed in, with a key too', async () => {
    for (const by of ['', api.key({ scopes: ['generate', 'read', 'manage'] })]) {
      const { status, body } = await callOf(route, by);
      expect([status, codeOf(body)]).toEqual([401, 'invalid_session']);
    }
  });

  it('answers 403 to a session without its CSRF token where it changes something', async () => {
    const cookie = api.auth.signIn('owner').cookie;
    const { status } = await callOf(route, '', { cookie });
    expect(status === 403).toBe(route.method !== 'get');
  });
});

describe.each(names(described.filter(({ access }) => access === undefined)))('%s', (_name, route) => {
  it('needs no key', async () => {
    const path = route.path.replace(/\{\w+\}/g, 'x');
    const response = route.method === 'get' ? await fetch(`${api.url}${path}`) : await callOf(route, '');
    // An example's link was never sent, and there is no provider "x".
    expect([...Object.keys(route.answers), '400', '404']).toContain(String(response.status));
  });

  if (route.method === 'get') return;
  it('is refused to pages of other origins', async () => {
    const { status, body } = await callOf(route, '', { origin: 'https://evil.example' });
    expect([status, codeOf(body)]).toEqual([403, 'csrf_refused']);
  });
});
