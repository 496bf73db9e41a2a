import { isId, newId } from '@imageai/api';
import type { ListEndedGenerationsRequest, ListEndedGenerationsResponse } from '@imageai/contracts/generation';
import { AppError } from '@imageai/errors';
import { Injectable } from '@nestjs/common';
import { EndedRepository } from './ended.repository.js';

const largestPage = 500;
/** The longest that a generation may take, and an hour for clocks that differ. */
const longestLifeMs = 25 * 60 * 60 * 1_000;

/** What ended when, for those who compare it with their own books; what an operator sent again much later is left out. */
@Injectable()
export class EndedService {
  constructor(private readonly repository: EndedRepository) {}

  async list(request: ListEndedGenerationsRequest): Promise<ListEndedGenerationsResponse> {
    const { endedFrom: from, endedBefore: before, pageToken } = request;
    if (from === undefined || before === undefined || from >= before) {
      throw invalid('ended_before', 'ended_before must be after ended_from.');
    }
    if (pageToken !== '' && !isId('gen', pageToken)) throw invalid('page_token', 'No such page.');
    const size = Math.min(request.pageSize || largestPage, largestPage);
    const afterId = pageToken || newId('gen', from.getTime() - longestLifeMs);
    const span = { afterId, beforeId: newId('gen', before.getTime()), from, before };
    const found = await this.repository.list({ ...span, limit: size + 1 });
    const page = found.slice(0, size);
    return {
      generations: page.map(({ id, account_id, created_at, stored }) => ({
        generationId: id,
        accountId: account_id,
        createdAt: created_at,
        storedImageIds: [...stored],
      })),
      nextPageToken: found.length > size ? (page.at(-1)?.id ?? '') : '',
    };
  }
}

const invalid = (param: string, message: string): AppError => new AppError('parameter_invalid', { message, param });
