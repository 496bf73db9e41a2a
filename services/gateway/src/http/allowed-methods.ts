import type { FastifyInstance } from 'fastify';

/** Which methods each path answers, so that a wrong one is told apart from a wrong path. */
export class AllowedMethods {
  private readonly routes: { readonly segments: readonly string[]; readonly methods: readonly string[] }[] = [];

  /** Has to be called before routes are added. */
  constructor(instance: FastifyInstance) {
    instance.addHook('onRoute', ({ url, method }) => {
      this.routes.push({ segments: url.split('/'), methods: [method].flat() });
    });
  }

  /** For the path of a URL; empty where there is no such path. */
  of(url: string): string[] {
    const path = url.split('?', 1)[0]?.split('/') ?? [];
    const methods = this.routes.filter(({ segments }) => matches(segments, path)).flatMap((route) => route.methods);
    return [...new Set(methods)].sort();
  }
}

const matches = (segments: readonly string[], path: readonly string[]): boolean =>
  segments.length === path.length &&
  segments.every((segment, index) => (segment.startsWith(':') ? path[index] !== '' : segment === path[index]));
