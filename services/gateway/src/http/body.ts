import type { Readable } from 'node:stream';
import { AppError } from '@imageai/errors';
import type { FastifyRequest } from 'fastify';
import { ClientGone } from './api-call.js';

export const maxBodyBytes = 1024 * 1024;
/** Forms carry images. */
export const maxFormBytes = 32 * 1024 * 1024;
/** What a client sends beyond the limit is read to its end up to here, so that it sees the answer and not a reset. */
const maxDiscardedBytes = 64 * 1024 * 1024;

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** Reads a body as JSON or as a form. What is wrong is found in the order of the contract: size, media type, syntax. */
export async function parseBody(request: FastifyRequest, payload: Readable): Promise<unknown> {
  // Nobody looks at the body of a request to a route that does not exist.
  if (request.is404) {
    payload.resume();
    return undefined;
  }
  const { access, form } = request.routeOptions.config;
  if (form) return parseForm(await read(payload, maxFormBytes), request.headers['content-type']);
  const bytes = await read(payload, maxBodyBytes);
  // What only names a resource needs no body, whatever it says of one.
  if (bytes.length === 0 && access !== 'generate') return undefined;
  if (!isJson(request.headers)) throw new AppError('unsupported_media_type');
  try {
    return JSON.parse(utf8.decode(bytes));
  } catch {
    throw new AppError('invalid_json');
  }
}

async function parseForm(bytes: Buffer, mediaType = ''): Promise<FormData> {
  if (!/^multipart\/form-data *;/i.test(mediaType)) {
    throw new AppError('unsupported_media_type', {
      message: 'The request body must be a form: send "Content-Type: multipart/form-data" with its boundary.',
    });
  }
  try {
    return await new Response(bytes, { headers: { 'content-type': mediaType } }).formData();
  } catch (cause) {
    throw new AppError('invalid_json', { message: 'The request body is not a valid form.', cause });
  }
}

async function read(payload: Readable, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    // Not destroyed at the end: that would take the connection with it, and the answer.
    for await (const chunk of payload.iterator({ destroyOnReturn: false })) {
      length += chunk.length;
      if (length <= maxBytes) chunks.push(chunk);
      else if (length > maxDiscardedBytes) break;
    }
  } catch {
    throw new ClientGone();
  }
  if (length > maxBytes) {
    const message = `The request body is too large: at most ${maxBytes / 1024 / 1024} MiB is accepted.`;
    throw new AppError('payload_too_large', { message });
  }
  return Buffer.concat(chunks, length);
}

function isJson(headers: FastifyRequest['headers']): boolean {
  const mediaType = headers['content-type']?.split(';', 1)[0]?.trim().toLowerCase();
  return mediaType === 'application/json' && (headers['content-encoding'] ?? 'identity') === 'identity';
}
