import { type Method, type Route, successStatus } from '@imageai/api';
import { applyDecorators, HttpCode, RequestMapping, RequestMethod } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';

const methods: Readonly<Record<Method, RequestMethod>> = {
  get: RequestMethod.GET,
  post: RequestMethod.POST,
  put: RequestMethod.PUT,
  patch: RequestMethod.PATCH,
  delete: RequestMethod.DELETE,
};

/**
 * Serves a described route. Method, path and success status come from its description, and so does what is checked
 * before the handler runs (see lifecycle.ts): nothing of it is said a second time.
 */
export const Serves = (route: Route): MethodDecorator =>
  applyDecorators(
    RequestMapping({ path: route.path.replace(/\{(\w+)\}/g, ':$1'), method: methods[route.method] }),
    HttpCode(successStatus(route)),
    RouteConfig({ access: route.access, form: route.bodyType === 'multipart/form-data', route }),
  );

/** Refuses to start with a route that the OpenAPI document does not know. Has to be called before routes are added. */
export function requireDescriptions(instance: FastifyInstance, described: readonly Route[]): void {
  instance.addHook('onRoute', ({ method, url, config }) => {
    if (config?.route !== undefined && described.includes(config.route)) return;
    throw new Error(
      `${method} ${url} is not among the described routes of @imageai/api: add it there, and serve it by @Serves`,
    );
  });
}
