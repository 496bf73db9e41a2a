import { expect, it } from '@jest/globals';
import { fastify } from 'fastify';
import { AllowedMethods } from './allowed-methods.js';

it('knows the methods of a path, parameters and queries included, and none of an unknown one', async () => {
  const instance = fastify();
  const methods = new AllowedMethods(instance);
  instance.get('/api/images/:id', async () => 1);
  instance.delete('/api/images/:id', async () => 1);
  instance.post('/api/images', async () => 1);
  await instance.ready();
  expect(methods.of('/api/images/img_1?x=1')).toEqual(['DELETE', 'GET', 'HEAD']);
  expect(methods.of('/api/images')).toEqual(['POST']);
  expect(methods.of('/api/images/')).toEqual([]);
  expect(methods.of('/other')).toEqual([]);
});
