import type { Readable } from 'node:stream';
import { AppError } from '@imageai/errors';
import type { FastifyRequest } from 'fastify';
import { ClientGone } from './api-call.js';

export const maxBodyBytes = 1024 * 1024;
/** What a client sends beyond the limit is read to its end up to here, so that it sees the answer and not a reset. */
const maxDiscardedBytes = 32 * 1024 * 1024;

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** Reads a body as JSON. What is wrong is found in the order of the contract: size, media type, syntax. */
export async function parseBody(request: FastifyRequest, payload: Readable): Promise<unknown> {
  // Nobody looks at the body of a request to a route that does not exist.
  if (request.is404) {
    payload.resume();
    return undefined;
  }
  const bytes = await read(payload);
  // What only names a resource needs no body, whatever it says of one.
  if (bytes.length === 0 && request.routeOptions.config.access === 'read') return undefined;
  if (!isJson(request.headers)) throw new AppError('unsupported_media_type');
  try {
    return JSON.parse(utf8.decode(bytes));
  } catch {
    throw new AppError('invalid_json');
  }
}

async function read(payload: Readable): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    // Not destroyed at the end: that would take the connection with it, and the answer.
    for await (const chunk of payload.iterator({ destroyOnReturn: false })) {
      length += chunk.length;
      if (length <= maxBodyBytes) chunks.push(chunk);
      else if (length > maxDiscardedBytes) break;
    }
  } catch {
    throw new ClientGone();
  }
  if (length > maxBodyBytes) throw new AppError('payload_too_large');
  return Buffer.concat(chunks, length);
}

function isJson(headers: FastifyRequest['headers']): boolean {
  const mediaType = headers['content-type']?.split(';', 1)[0]?.trim().toLowerCase();
  return mediaType === 'application/json' && (headers['content-encoding'] ?? 'identity') === 'identity';
}
