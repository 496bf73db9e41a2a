import { createHash, timingSafeEqual } from 'node:crypto';
import type { Metadata } from '@grpc/grpc-js';
import { AppError } from '@imageai/errors';
import { type CanActivate, type ExecutionContext, SetMetadata } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { incomingMetadata, metadataKeys } from './metadata.js';

const allowedCallers = 'imageai:allowed-callers';

/** Which services may call a controller or one of its methods; without it nobody may. */
export const AllowCallers = (...callers: string[]) => SetMetadata(allowedCallers, callers);

export type TokenHashes = Readonly<Record<string, string | readonly string[]>>;

/** Lets a call in when its service token belongs to the caller it names, and that caller is allowed there. */
export class CallerGuard implements CanActivate {
  private readonly reflector = new Reflector();

  /** @param tokenHashes caller name to the SHA-256 of its token, in hex, or of both that it may show */
  constructor(private readonly tokenHashes: TokenHashes) {}

  canActivate(context: ExecutionContext): boolean {
    const metadata = incomingMetadata(context);
    const caller = first(metadata, metadataKeys.caller);
    const token = first(metadata, metadataKeys.authorization).replace(/^Bearer /, '');
    if (!this.isToken(caller, token)) {
      throw new AppError('invalid_api_key', { message: `The service token of caller "${caller}" is not accepted.` });
    }
    const allowed =
      this.reflector.getAllAndOverride<string[] | undefined>(allowedCallers, [
        context.getHandler(),
        context.getClass(),
      ]) ?? [];
    if (!allowed.includes(caller)) {
      throw new AppError('insufficient_scope', { message: `Caller "${caller}" may not call this method.` });
    }
    return true;
  }

  /** Each hash of the caller is looked at: it has two while its token is being replaced. */
  private isToken(caller: string, token: string): boolean {
    const expected = Object.hasOwn(this.tokenHashes, caller) ? [this.tokenHashes[caller] ?? []].flat() : [];
    const actual = createHash('sha256').update(token).digest();
    return expected.filter((hash) => timingSafeEqual(actual, Buffer.from(hash, 'hex'))).length > 0;
  }
}

const first = (metadata: Metadata, key: string): string => metadata.get(key)[0]?.toString() ?? '';
