import fastifyStatic from '@fastify/static';
import type { Route } from '@imageai/api';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { SiteFiles } from './site-files.js';
import { siteHeaders } from './site-headers.js';

/** Where the build puts files that have their content's hash in their name: they never change. */
const hashed = '/assets/';
const yearSeconds = 31_536_000;
const hourSeconds = 3_600;

/** A website, and where it stands. */
export interface Site {
  readonly files: SiteFiles;
  /** Where its pictures come from, beside itself; absent: it shows none. */
  readonly cdnUrl?: string;
}

/**
 * Answers what no route does with the website: its files, its one document for each of its pages, and the same document
 * as a 404 for people who went astray. Routes always win, so that no page can hide one.
 */
export async function serveSite(
  instance: FastifyInstance,
  { files: site, cdnUrl }: Site,
  described: readonly Pick<Route, 'path'>[],
): Promise<void> {
  // It adds no route: the API's routes are those that are described, and no more.
  await instance.register(fastifyStatic, {
    root: site.folder,
    serve: false,
    preCompressed: true,
    cacheControl: false,
    index: false,
  });
  const headers = siteHeaders(cdnUrl);
  // What programs ask of the API stays the API's to answer, also where there is nothing.
  const ofTheApi = new Set(described.map(({ path }) => areaOf(path)));

  instance.addHook('onRequest', async (request, reply) => {
    if (!request.is404 || (request.method !== 'GET' && request.method !== 'HEAD')) return;
    const path = request.url.split('?', 1)[0] ?? '';
    if (site.files.has(path)) return sendFile(path, reply);
    if (site.pages.has(path)) return sendDocument(200, reply);
    if (wantsDocument(request) && !ofTheApi.has(areaOf(path))) return sendDocument(404, reply);
  });

  const sendFile = (path: string, reply: FastifyReply): FastifyReply => {
    const cacheControl = path.startsWith(hashed)
      ? `public, max-age=${yearSeconds}, immutable`
      : `public, max-age=${hourSeconds}`;
    return reply.headers({ ...headers, 'cache-control': cacheControl }).sendFile(path);
  };

  const sendDocument = (status: number, reply: FastifyReply): FastifyReply =>
    reply
      .code(status)
      .headers({ ...headers, 'cache-control': 'no-cache' })
      .type('text/html; charset=utf-8')
      .send(site.document);
}

/** "/api/images" is in "api". */
const areaOf = (path: string): string | undefined => path.split('/', 2)[1];

const wantsDocument = ({ headers }: FastifyRequest): boolean => (headers.accept ?? '').includes('text/html');
