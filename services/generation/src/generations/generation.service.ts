import type {
  CancelGenerationRequest,
  FindGenerationsRequest,
  Generation,
  GetGenerationRequest,
  ListGenerationsRequest,
  ListGenerationsResponse,
} from '@imageai/contracts/generation';
import { AppError } from '@imageai/errors';
import { Injectable } from '@nestjs/common';
import { Queue } from '../queue/queue.js';
import { stateName, toGeneration } from './generation.convert.js';
import { GenerationRepository } from './generation.repository.js';
import { GenerationStore } from './generation-store.js';
import { endAll, isEnded, type Snapshot } from './transitions.js';

const defaultPageSize = 20;
const maxPageSize = 100;
const maxFind = 500;

@Injectable()
export class GenerationService {
  constructor(
    private readonly repository: GenerationRepository,
    private readonly store: GenerationStore,
    private readonly queue: Queue,
  ) {}

  async get({ accountId, generationId }: GetGenerationRequest): Promise<Generation> {
    return this.present(own(await this.repository.load({ generationId }), accountId));
  }

  async list(request: ListGenerationsRequest): Promise<ListGenerationsResponse> {
    const size = Math.min(request.pageSize || defaultPageSize, maxPageSize);
    const found = await this.repository.list({
      accountId: request.accountId,
      limit: size + 1,
      ...(request.pageToken !== '' && { beforeId: fromPageToken(request.pageToken) }),
      ...(request.requestId !== '' && { requestId: request.requestId }),
      ...(request.idempotencyKey !== '' && { idempotencyKey: request.idempotencyKey }),
      ...(request.statuses.length > 0 && { states: request.statuses.flatMap((status) => stateName(status) ?? []) }),
    });
    const page = found.slice(0, size);
    const last = page.at(-1);
    return {
      generations: await Promise.all(page.map((snapshot) => this.present(snapshot))),
      nextPageToken: found.length > size && last ? toPageToken(last.generation.id) : '',
    };
  }

  /** Ends what has not ended; a terminal generation is answered as it is. */
  async cancel({ accountId, generationId }: CancelGenerationRequest): Promise<Generation> {
    const snapshot = await this.store.change({ generationId }, (before, now) => {
      if (before.generation.account_id !== accountId || isEnded(before.generation)) return { answer: before };
      const change = endAll(before, 'cancelled', now);
      return { answer: change.after, change };
    });
    return toGeneration(own(snapshot, accountId));
  }

  async expire(generationId: string): Promise<void> {
    await this.store.change({ generationId }, (before, now) => {
      const due = !isEnded(before.generation) && before.generation.expires_at <= now;
      return { answer: undefined, ...(due && { change: endAll(before, 'expired', now) }) };
    });
  }

  async find({ generationIds }: FindGenerationsRequest): Promise<string[]> {
    if (generationIds.length > maxFind) {
      throw new AppError('parameter_invalid', { message: `At most ${maxFind} ids.`, param: 'generation_ids' });
    }
    return generationIds.length === 0 ? [] : this.repository.existing(generationIds);
  }

  /** As the API shows it, with its place in the queue. */
  async present(snapshot: Snapshot): Promise<Generation> {
    const first = snapshot.images.find((image) => image.status === 'waiting' || image.status === 'dispatched');
    const queued = snapshot.generation.status === 'queued' && first !== undefined;
    return toGeneration(snapshot, queued ? await this.queue.placeOf(first) : undefined);
  }
}

/** What belongs to another account looks like what is not there. */
export function own(snapshot: Snapshot | undefined, accountId: string): Snapshot {
  if (snapshot === undefined || snapshot.generation.account_id !== accountId) throw new AppError('not_found');
  return snapshot;
}

const toPageToken = (id: string): string => Buffer.from(id).toString('base64url');
const fromPageToken = (token: string): string => Buffer.from(token, 'base64url').toString().replaceAll('\0', '');
