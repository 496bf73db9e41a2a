import { describe, expect, it } from '@jest/globals';
import { routes } from './all-routes.js';
import type { Route } from './route.js';

const all: readonly Route[] = routes;

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

it('no two routes have the same name, or the same method and path', () => {
  expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
  expect(new Set(all.map(({ method, path }) => `${method} ${path}`)).size).toBe(all.length);
});
