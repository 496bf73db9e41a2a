import type { IncomingMessage } from 'node:http';
import { newId } from '@imageai/api';

/** The client's own request id where it is one that logs and headers can carry; a new one otherwise. */
export function requestIdOf(request: Pick<IncomingMessage, 'headers'>): string {
  const sent = request.headers['x-request-id'];
  return typeof sent === 'string' && /^[A-Za-z0-9._-]{1,128}$/.test(sent) ? sent : newId('req');
}
