import { type ClaimIdempotencyKeyResponse, ClaimRefusal, type Generation } from '@imageai/contracts/generation';
import { AppError } from '@imageai/errors';
import type { Logger } from '@imageai/telemetry';
import { Inject, Injectable } from '@nestjs/common';
import { AdmissionService } from '../admission/admission.service.js';
import type { Config } from '../config.js';
import type { ApiCall } from '../http/api-call.js';
import type { Order } from '../jobs/order.js';
import type { GenerationClient } from '../peers/peers.js';
import { untilAvailable } from '../peers/until-available.js';
import { CONFIG, GENERATION, LOGGER } from '../tokens.js';
import { KeptImages } from './kept-images.js';
import { requestKeyOf, showReplayed } from './request-key.js';

/** A key that is this request's until its job is made, or it is given back. */
export interface Claim {
  readonly accountId: string;
  readonly route: string;
  readonly key: string;
  readonly generationId: string;
}

/** What becomes of a request: it goes on (with a claim where it has a key), or an earlier one has made its generation. */
export type Taken = { readonly claim: Claim | undefined } | { readonly replayed: Generation };

/** By which a request for images that is sent again makes nothing twice, whichever route it comes by. */
@Injectable()
export class Idempotency {
  constructor(
    private readonly admission: AdmissionService,
    private readonly images: KeptImages,
    @Inject(GENERATION) private readonly generation: GenerationClient,
    @Inject(CONFIG) private readonly config: Pick<Config, 'PEER_PATIENCE_MS'>,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** Claims the key of a valid request for a generation that is about to be made. */
  async take(call: ApiCall, { body, answers }: Order, generationId: string): Promise<Taken> {
    const named = requestKeyOf(call, body);
    if (named === undefined) return { claim: undefined };
    const claim: Claim = { accountId: call.caller.accountId, route: call.route, key: named.key, generationId };
    const request = { ...claim, fingerprint: named.fingerprint };
    const { result } = await untilAvailable(this.config.PEER_PATIENCE_MS, () =>
      this.generation.claimIdempotencyKey(request),
    );
    if (result?.$case === 'claim') return { claim };
    // An idempotent answer takes nothing of the minute.
    call.admissionDue = false;
    await this.admission.showStatus(call).catch(() => undefined);
    if (result?.$case !== 'generation') throw toError(result);
    if (answers === 'images') await this.images.check(result.value);
    showReplayed(call);
    return { replayed: result.value };
  }

  /** Gives a claim back whose request came to nothing. Where that fails, its lease ends by itself. */
  async release(claim: Claim): Promise<void> {
    await this.generation.releaseIdempotencyKey(claim).catch((error: unknown) => {
      this.logger.warn({ err: error }, 'an idempotency key stays claimed until its lease ends');
    });
  }
}

function toError(result: ClaimIdempotencyKeyResponse['result']): AppError {
  switch (result?.value) {
    case ClaimRefusal.CLAIM_REFUSAL_IN_FLIGHT:
      return new AppError('conflict', {
        message: 'A request with this Idempotency-Key is just being accepted. Try again.',
        retryAfterSeconds: 1,
      });
    case ClaimRefusal.CLAIM_REFUSAL_MISMATCH:
      return new AppError('idempotency_mismatch', { param: 'Idempotency-Key' });
    default:
      return new AppError('internal_error', { cause: new Error(`generation answered no claim: ${result?.value}`) });
  }
}
