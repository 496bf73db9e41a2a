import { newId } from '@imageai/api';
import type { DeadLetter, ListDeadLettersRequest, ListDeadLettersResponse } from '@imageai/contracts/generation';
import { AppError } from '@imageai/errors';
import { Inject, Injectable } from '@nestjs/common';
import type { Config } from '../config.js';
import type { DeadLetterRow } from '../db/schema.js';
import { CreateService } from '../generations/create.service.js';
import { toGeneration } from '../generations/generation.convert.js';
import { GenerationRepository } from '../generations/generation.repository.js';
import { CLOCK, type Clock, CONFIG } from '../tokens.js';
import { DeadLetterRepository } from './dead-letter.repository.js';

const defaultPageSize = 20;
const maxPageSize = 100;

@Injectable()
export class DeadLetterService {
  constructor(
    private readonly repository: DeadLetterRepository,
    private readonly generations: GenerationRepository,
    private readonly creating: CreateService,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  async list({ pageSize, pageToken }: ListDeadLettersRequest): Promise<ListDeadLettersResponse> {
    const size = Math.min(pageSize || defaultPageSize, maxPageSize);
    const found = await this.repository.list(size + 1, pageToken === '' ? undefined : fromPageToken(pageToken));
    const page = found.slice(0, size);
    const last = page.at(-1);
    return {
      deadLetters: page.map(toDeadLetter),
      nextPageToken: found.length > size && last ? toPageToken(last) : '',
    };
  }

  /**
   * Makes the image again, alone, as a new generation of its account, with the same seed and parameters. Asked twice it
   * answers the same generation. It has no reservation: metering charges nothing for it.
   */
  async requeue(imageId: string): Promise<string> {
    const dead = await this.generations.load({ imageId });
    const image = dead?.images.find(({ id }) => id === imageId);
    if (dead === undefined || image === undefined) throw new AppError('not_found');
    const { parameters, ...job } = toGeneration(dead);
    if (parameters?.source !== undefined) {
      throw new AppError('conflict', { message: 'It began with a picture, which was removed when it failed.' });
    }
    const generationId = await this.repository.claim(imageId, newId('gen'));
    if (generationId === undefined) throw new AppError('not_found');
    const now = this.clock.now();
    const { accountId, keyId, requestId, lane, webhook } = job;
    const { result } = await this.creating.create({
      generationId,
      accountId,
      keyId,
      requestId,
      idempotencyKey: '',
      parameters: parameters && { ...parameters, seed: image.seed },
      images: 1,
      lane,
      concurrency: dead.generation.concurrency,
      reservedAt: now,
      expiresAt: new Date(now.getTime() + this.config.REQUEUE_EXPIRES_IN_S * 1_000),
      webhook,
      idempotencyRoute: '',
    });
    if (result?.$case !== 'generation') {
      throw new AppError('conflict', { message: `It cannot be made now: ${result?.value ?? 'no answer'}.` });
    }
    return generationId;
  }
}

const toDeadLetter = (row: DeadLetterRow): DeadLetter => ({
  imageId: row.image_id,
  generationId: row.generation_id,
  accountId: row.account_id,
  attempts: row.attempts,
  reason: row.reason,
  diedAt: row.died_at,
  requeuedAsGenerationId: row.requeued_as_generation_id,
});

const toPageToken = (row: DeadLetterRow): string =>
  Buffer.from(`${row.died_at.getTime()} ${row.image_id}`).toString('base64url');

function fromPageToken(token: string): { diedAt: Date; imageId: string } {
  const [time, imageId] = Buffer.from(token, 'base64url').toString().split(' ');
  const diedAt = new Date(Number(time));
  if (imageId === undefined || Number.isNaN(diedAt.getTime())) {
    throw new AppError('parameter_invalid', { message: 'page_token is not one of ours.', param: 'page_token' });
  }
  return { diedAt, imageId };
}
