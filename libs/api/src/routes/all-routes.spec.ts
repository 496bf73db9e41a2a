import { describe, expect, it } from '@jest/globals';
import { adminRoutes } from './admin/all-admin-routes.js';
import { routes } from './all-routes.js';
import type { Route } from './route.js';

const all: readonly Route[] = [...routes, ...adminRoutes];

describe.each(all.map((route) => [`${route.method} ${route.path}`, route] as const))('%s', (_name, route) => {
  it('names in its path exactly the parameters that it describes', () => {
    const inPath = [...route.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
    expect(inPath).toEqual(Object.keys(route.params?.shape ?? {}));
  });

  it('has examples that its schemas take', () => {
    for (const { value } of Object.values(route.bodyExamples ?? {})) route.body?.parse(value);
    for (const { body, example } of Object.values(route.answers)) {
      if (body !== undefined && example !== undefined) body.parse(example);
    }
  });

  it('has an example of every JSON body', () => {
    const isJson = route.body !== undefined && route.bodyType === undefined;
    expect(Object.keys(route.bodyExamples ?? {}).length > 0).toBe(isJson);
    const json = Object.values(route.answers).filter(({ mediaType }) => mediaType === undefined);
    const withoutExample = json.filter(({ body, example }) => body && example === undefined);
    expect(withoutExample).toEqual([]);
  });

  it('asks for a scope only where it asks for a key', () => {
    if (route.access === undefined) expect(route.scope).toBeUndefined();
  });
});

it.each([
  ['public', routes],
  ['operators’', adminRoutes],
] as const)('no two %s routes have the same name, or the same method and path', (_name, own: readonly Route[]) => {
  expect(new Set(own.map(({ id }) => id)).size).toBe(own.length);
  expect(new Set(own.map(({ method, path }) => `${method} ${path}`)).size).toBe(own.length);
});

it('what is for operators is on their port, and nothing else is', () => {
  const isOperators = ({ access, path }: Route) => access === 'operator' && path.startsWith('/admin/');
  expect(adminRoutes.filter((route) => !isOperators(route))).toEqual([]);
  expect(routes.filter((route: Route) => isOperators(route) || route.path.startsWith('/admin'))).toEqual([]);
});
