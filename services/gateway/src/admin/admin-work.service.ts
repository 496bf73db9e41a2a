import { isId } from '@imageai/api';
import type {
  AdminModelList,
  DeadLetterPage,
  ListDeadLettersQuery,
  QueueOverview,
  RetriedDeadLetter,
} from '@imageai/api/admin';
import { AppError } from '@imageai/errors';
import { Inject, Injectable } from '@nestjs/common';
import type { Config } from '../config.js';
import type { ApiCall } from '../http/api-call.js';
import type { GenerationClient, ModelsClient } from '../peers/peers.js';
import { refusalsBy } from '../peers/refusals.js';
import { type RefusalOf, untilAvailable } from '../peers/until-available.js';
import { CONFIG, GENERATION, MODELS } from '../tokens.js';
import { ActRecorder } from './act-recorder.js';
import { DEAD_LETTERS, QUEUE } from './admin-tokens.js';
import type { DeadLettersClient, QueueClient } from './operator-peers.js';
import { toAdminModel, toDeadLetter, toQueueOverview } from './work.convert.js';

/** What generation has to do, and what it could not. */
@Injectable()
export class AdminWorkService {
  constructor(
    @Inject(QUEUE) private readonly queue: QueueClient,
    @Inject(GENERATION) private readonly generation: GenerationClient,
    @Inject(MODELS) private readonly catalogue: ModelsClient,
    @Inject(DEAD_LETTERS) private readonly deadLetters: DeadLettersClient,
    @Inject(CONFIG) private readonly config: Pick<Config, 'PEER_PATIENCE_MS'>,
    private readonly acts: ActRecorder,
  ) {}

  async overview(): Promise<QueueOverview> {
    const [overview, { estimates }] = await this.ask(() =>
      Promise.all([this.queue.getQueueOverview({}), this.generation.listQueueEstimates({})]),
    );
    return toQueueOverview(overview, estimates);
  }

  async models(): Promise<AdminModelList> {
    const { models } = await this.ask(() => this.catalogue.listModels({}));
    return { data: models.map(toAdminModel) };
  }

  async list({ limit, cursor = '' }: ListDeadLettersQuery): Promise<DeadLetterPage> {
    const request = { pageSize: limit, pageToken: cursor };
    const { deadLetters, nextPageToken } = await this.ask(() => this.deadLetters.listDeadLetters(request));
    return {
      data: deadLetters.map(toDeadLetter),
      has_more: nextPageToken !== '',
      next_cursor: nextPageToken || null,
    };
  }

  async retry(call: ApiCall, imageId: string): Promise<RetriedDeadLetter> {
    if (!isId('img', imageId)) throw noSuchLetter();
    await this.acts.record(call, { action: 'dead_letter.retry', targetId: imageId });
    const { generationId } = await this.ask(() => this.deadLetters.requeueDeadLetter({ imageId }));
    return { generation_id: generationId };
  }

  private ask<Answer>(call: () => Promise<Answer>): Promise<Answer> {
    return untilAvailable(this.config.PEER_PATIENCE_MS, call, refusalOf);
  }
}

const noSuchLetter = (): AppError => new AppError('not_found', { message: 'No such image among the dead letters.' });

const badPage = refusalsBy({ page_size: 'limit', page_token: 'cursor' });

const refusalOf: RefusalOf = (error) => {
  if (error.code === 'not_found') return noSuchLetter();
  // The model is gone, say: the words are generation's, and no client's business but an operator's.
  return error.code === 'conflict' ? new AppError('conflict', { message: error.message }) : badPage(error);
};
