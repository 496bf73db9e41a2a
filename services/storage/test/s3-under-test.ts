import { mkdtemp, readdir, rm } from 'node:fs/promises';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import S3rver from 's3rver';
import { S3Backend, type S3BackendOptions } from '../src/backend/s3-backend.js';

const bucket = 'pictures';
/** The one pair that the server knows. */
const credentials = { accessKeyId: 'S3RVER', secretAccessKey: 'S3RVER' };

type Serve = () => void;
/** Stands before the server: serves the request, or answers in its own way. */
export type Gate = (request: IncomingMessage, response: ServerResponse, serve: Serve) => void;

const open: Gate = (_request, _response, serve) => serve();

/** A real S3 server on a port and a folder of its own, which a test can make fail. */
export async function startS3() {
  const directory = await mkdtemp(join(tmpdir(), 's3-'));
  const where = { address: '127.0.0.1', port: 0, directory, silent: true, vhostBuckets: false };
  const server = new S3rver({ ...where, configureBuckets: [{ name: bucket }] });
  const { port } = await server.run();
  const [serve] = server.httpServer.listeners('request') as RequestListener[];
  if (serve === undefined) throw new Error('the server answers nothing');
  let gate = open;
  server.httpServer.removeAllListeners('request');
  server.httpServer.on('request', (request, response) => gate(request, response, () => serve(request, response)));

  return {
    backend: (options: Partial<S3BackendOptions> = {}) =>
      new S3Backend({
        bucket,
        region: 'us-east-1',
        endpoint: `http://127.0.0.1:${port}`,
        prefix: '',
        pathStyle: true,
        credentials,
        timeoutMs: 20_000,
        ...options,
      }),
    /** What stands before the server from now on; by default nothing. */
    stand: (next: Gate = open) => {
      gate = next;
    },
    /** Keys of the objects in the bucket. */
    async keys(): Promise<string[]> {
      const files = await readdir(join(directory, bucket), { recursive: true });
      const suffix = '._S3rver_object';
      return files.filter((name) => name.endsWith(suffix)).map((name) => name.slice(0, -suffix.length));
    },
    async stop() {
      server.httpServer.closeAllConnections();
      await server.close();
      await rm(directory, { recursive: true });
    },
  };
}

export type S3UnderTest = Awaited<ReturnType<typeof startS3>>;
