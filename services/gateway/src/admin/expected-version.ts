import { AppError } from '@imageai/errors';
import type { ApiCall } from '../http/api-call.js';

const header = 'if-match';

/** The version that a change was decided on; undefined for `*`. */
export function requiredVersion(call: ApiCall): number | undefined {
  if (call.header(header) === undefined) throw new AppError('version_required');
  return sentVersion(call);
}

/** The same where it may be left out. */
export function sentVersion(call: ApiCall): number | undefined {
  const sent = call.header(header)?.trim();
  if (sent === undefined || sent === '*') return undefined;
  const version = /^(?:W\/)?"(\d{1,9})"$/.exec(sent)?.[1];
  if (version !== undefined) return Number(version);
  throw new AppError('parameter_invalid', {
    param: header,
    message: 'Invalid parameter: if-match must be the ETag that was answered, such as "4", or *',
  });
}

export const etagOf = ({ version }: { readonly version: number }): Record<string, string> => ({ etag: `"${version}"` });

export const versionConflict = (what: string, version: number): AppError =>
  new AppError('version_conflict', {
    message: `The ${what} was changed since you looked at it, and is at version ${version} now: look again, and decide anew.`,
  });
