import { livezRoute, readyzRoute } from '@imageai/api';
import { expect, it } from '@jest/globals';
import { fastify } from 'fastify';
import { requireDescriptions } from './serves.js';

it('a server does not start with a route that nobody described', () => {
  const instance = fastify();
  requireDescriptions(instance, [livezRoute]);
  const add = (url: string, config: object) => instance.get(url, { config }, () => 'ok');
  expect(() => add('/livez', { route: livezRoute })).not.toThrow();
  expect(() => add('/readyz', { route: readyzRoute })).toThrow('GET /readyz is not among the described routes');
  expect(() => add('/secret', {})).toThrow('GET /secret is not among the described routes');
});
