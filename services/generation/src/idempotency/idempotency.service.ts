import {
  type ClaimIdempotencyKeyRequest,
  type ClaimIdempotencyKeyResponse,
  ClaimRefusal,
  type ReleaseIdempotencyKeyRequest,
} from '@imageai/contracts/generation';
import { AppError } from '@imageai/errors';
import { Inject, Injectable } from '@nestjs/common';
import { GenerationService } from '../generations/generation.service.js';
import { CLOCK, type Clock } from '../tokens.js';
import { IdempotencyRepository } from './idempotency.repository.js';

/** How long a claim stands that no job came of: its gateway is gone, or will be told that it came too late. */
const leaseMs = 60_000;
const maxKeyLength = 255;
const fingerprintBytes = 32;
/** A key that is given up between the claim and the look at its holder is tried again; not for ever. */
const maxTries = 5;
const sweepSize = 500;

/** Which request has an idempotency key, and what came of it. */
@Injectable()
export class IdempotencyService {
  constructor(
    private readonly repository: IdempotencyRepository,
    private readonly generations: GenerationService,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async claim(request: ClaimIdempotencyKeyRequest): Promise<ClaimIdempotencyKeyResponse> {
    const name = nameOf(request);
    const fingerprint = Buffer.from(request.fingerprint);
    if (fingerprint.length !== fingerprintBytes) throw outOfRange('fingerprint');
    for (let tries = 0; tries < maxTries; tries++) {
      const now = this.clock.now();
      const expiresAt = new Date(now.getTime() + leaseMs);
      const claim = { ...name, fingerprint, generation_id: request.generationId, expires_at: expiresAt };
      if (await this.repository.claim(claim, now)) return { result: { $case: 'claim', value: { expiresAt } } };
      const holder = await this.repository.find(name);
      if (holder === undefined) continue;
      if (!holder.fingerprint.equals(fingerprint)) return refused(ClaimRefusal.CLAIM_REFUSAL_MISMATCH);
      if (!holder.bound) return refused(ClaimRefusal.CLAIM_REFUSAL_IN_FLIGHT);
      const held = { accountId: request.accountId, generationId: holder.generation_id };
      return { result: { $case: 'generation', value: await this.generations.get(held) } };
    }
    return refused(ClaimRefusal.CLAIM_REFUSAL_IN_FLIGHT);
  }

  async release(request: ReleaseIdempotencyKeyRequest): Promise<void> {
    await this.repository.release(nameOf(request), request.generationId);
  }

  async sweep(): Promise<void> {
    while ((await this.repository.forget(this.clock.now(), sweepSize)) === sweepSize);
  }
}

const refused = (value: ClaimRefusal): ClaimIdempotencyKeyResponse => ({ result: { $case: 'refusal', value } });

/** What the gateway vouches for; anything else is a bug of the caller. */
function nameOf({ accountId, route, key, generationId }: ReleaseIdempotencyKeyRequest) {
  const texts = { account_id: accountId, route, key, generation_id: generationId };
  for (const [field, text] of Object.entries(texts)) if (text === '' || text.includes('\0')) throw outOfRange(field);
  if (key.length > maxKeyLength) throw outOfRange('key');
  return { account_id: accountId, route, key };
}

const outOfRange = (param: string): AppError =>
  new AppError('parameter_invalid', { message: `${param} is missing or out of range.`, param });
