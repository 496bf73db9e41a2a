import { AppError } from '@imageai/errors';
import type { HeldImage } from './held-image.js';
import type { PageStart } from './images.repository.js';

/** Says where a page ended; opaque to clients. */
export const writePageToken = ({ createdAt, id }: HeldImage): string =>
  Buffer.from(`${createdAt.getTime()}.${id}`).toString('base64url');

export function readPageToken(token: string): PageStart {
  const [, time, id] =
    /^(\d{1,15})\.(img_[0-9a-z]{36})$/.exec(Buffer.from(token, 'base64url').toString('latin1')) ?? [];
  if (time === undefined || id === undefined) {
    throw new AppError('parameter_invalid', { param: 'page_token', message: 'Invalid page_token.' });
  }
  return { createdAt: new Date(Number(time)), id };
}
