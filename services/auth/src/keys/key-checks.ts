import { actionScopes, isActionScope, isId, isScope, isWithinScopes } from '@imageai/api';
import { AppError } from '@imageai/errors';
import type { Acting } from '../authorization/acting.js';

const defaultScopes: readonly string[] = ['generate', 'read'];
const mostScopes = 100;
const longestOverlapSeconds = 30 * 24 * 60 * 60;

/** Another account's key looks like one that does not exist. */
export const noSuchKey = (): AppError => new AppError('not_found', { message: 'No such key.', param: 'key_id' });

export function checkKeyIds(accountId: string, keyId: string): void {
  if (!isId('acct', accountId) || !isId('key', keyId)) throw noSuchKey();
}

/** Each once; those of every key where only models are named. */
export function checkScopes(scopes: readonly string[]): string[] {
  if (scopes.length > mostScopes || !scopes.every(isScope)) {
    const message = `scopes must be among ${actionScopes.join(', ')} and model:<name>, at most ${mostScopes}.`;
    throw new AppError('parameter_invalid', { message, param: 'scopes' });
  }
  const actions = scopes.some(isActionScope) ? [] : defaultScopes;
  return [...new Set([...actions, ...scopes])];
}

export function checkExpiry(expiresAt: Date | undefined): Date | null {
  if (expiresAt === undefined) return null;
  if (expiresAt.getTime() > Date.now()) return expiresAt;
  throw new AppError('parameter_invalid', { message: 'expires_at must be in the future.', param: 'expires_at' });
}

export function checkOverlap(overlapSeconds: number): void {
  if (overlapSeconds <= longestOverlapSeconds) return;
  const message = `overlap_seconds must be at most ${longestOverlapSeconds}.`;
  throw new AppError('parameter_invalid', { message, param: 'overlap_seconds' });
}

/**
 * A key that makes keys must not widen what it was given: not by another scope, not by a longer life, and not by
 * leaving its own restrictions behind. Itself it may rotate.
 */
export function checkMayGive({ key }: Acting, scopes: readonly string[], expiresAt: Date | null): void {
  if (key === undefined) return;
  if (key.restricted) throw tooMuch('A key with restrictions of its own cannot make or rotate other keys.');
  if (!isWithinScopes(scopes, key.scopes)) throw tooMuch('A key cannot make or rotate one with scopes that it lacks.');
  if (key.expiresAt !== null && (expiresAt === null || expiresAt > key.expiresAt)) {
    throw tooMuch('A key cannot make or rotate one that outlives it.');
  }
}

const tooMuch = (message: string): AppError => new AppError('insufficient_scope', { message });
