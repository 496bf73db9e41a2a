import { type CreateGenerationRequest, CreateRefusal, type Generation } from '@imageai/contracts/generation';
import { AppError } from '@imageai/errors';
import { Inject, Injectable } from '@nestjs/common';
import type { Config } from '../config.js';
import { modelUnknown, sizeUnsupported, sourceUnsupported } from '../models/model-catalogue.js';
import type { GenerationClient } from '../peers/peers.js';
import { untilAvailable } from '../peers/until-available.js';
import { CONFIG, GENERATION } from '../tokens.js';

/** Makes generations. */
@Injectable()
export class JobCreation {
  constructor(
    @Inject(GENERATION) private readonly generation: GenerationClient,
    @Inject(CONFIG) private readonly config: Pick<Config, 'CREATE_PATIENCE_MS'>,
  ) {}

  /**
   * Makes a generation for images that are reserved. Where generation is away it is asked again under the same id,
   * so that no job stays in doubt that its client was told nothing of.
   */
  async create(request: CreateGenerationRequest): Promise<Generation> {
    const { result, retryAfterSeconds } = await untilAvailable(this.config.CREATE_PATIENCE_MS, () =>
      this.generation.createGeneration(request),
    );
    if (result?.$case === 'generation') return result.value;
    throw toError(result?.value, retryAfterSeconds);
  }
}

function toError(refusal: CreateRefusal | undefined, retryAfterSeconds: number): AppError {
  const cause = new Error(`generation refused: ${refusal}`);
  switch (refusal) {
    case CreateRefusal.CREATE_REFUSAL_MODEL_UNKNOWN:
      return modelUnknown();
    case CreateRefusal.CREATE_REFUSAL_SIZE_UNSUPPORTED:
      return sizeUnsupported();
    case CreateRefusal.CREATE_REFUSAL_SOURCE_UNSUPPORTED:
      return sourceUnsupported();
    case CreateRefusal.CREATE_REFUSAL_OVERLOADED:
      return new AppError('overloaded', { retryAfterSeconds: Math.max(1, retryAfterSeconds), cause });
    case CreateRefusal.CREATE_REFUSAL_CLAIM_LOST:
      return new AppError('conflict', { retryAfterSeconds: 1, cause });
    case CreateRefusal.CREATE_REFUSAL_NO_MODELS:
    case CreateRefusal.CREATE_REFUSAL_RESERVATION_STALE:
      return new AppError('unavailable', { cause });
    default:
      return new AppError('internal_error', { cause });
  }
}
