import type {
  EndedGeneration,
  FindGenerationsRequest,
  FindGenerationsResponse,
  ListEndedGenerationsRequest,
  ListEndedGenerationsResponse,
} from '@imageai/contracts/generation';
import type { BookDifference } from '@imageai/contracts/metering';
import type { FindImagesRequest, FindImagesResponse } from '@imageai/contracts/storage';
import { Inject, Injectable } from '@nestjs/common';
import type { Clock } from '../clock.js';
import { CLOCK, GENERATIONS, IMAGES } from '../tokens.js';
import { Differences } from './differences.js';
import { type ChargedImage, WorkRepository } from './work.repository.js';

/** What metering asks of generation here. */
export interface EndedWork {
  findGenerations(request: FindGenerationsRequest): Promise<FindGenerationsResponse>;
  listEndedGenerations(request: ListEndedGenerationsRequest): Promise<ListEndedGenerationsResponse>;
}

/** What metering asks of storage. */
export interface ImageLookup {
  findImages(request: FindImagesRequest): Promise<FindImagesResponse>;
}

const minuteMs = 60_000;
/** What ended in the last two days is looked at: every check overlaps the one before. */
const spanMs = 48 * 60 * minuteMs;
/** An event of what has just ended may still be under way. */
const settlingMs = 10 * minuteMs;
const accountsAtOnce = 200;
const idsAtOnce = 500;

/** Compares what was charged lately with the jobs of generation and the images of storage. It mends nothing. */
@Injectable()
export class WorkService {
  constructor(
    private readonly repository: WorkRepository,
    @Inject(GENERATIONS) private readonly jobs: EndedWork,
    @Inject(IMAGES) private readonly images: ImageLookup,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** @throws AppError where generation or storage cannot be asked */
  async check(months: readonly string[]): Promise<BookDifference[]> {
    const now = (this.clock.now() ?? new Date()).getTime();
    const [from, before] = [new Date(now - settlingMs - spanMs), new Date(now - settlingMs)];
    const differences = new Differences();
    await this.checkEnded(from, before, differences);
    for (const month of months) await this.checkCharged(month, from, before, differences);
    return differences.all;
  }

  /** Every image that a job has as stored is charged, and no other of it; and storage knows all that are charged. */
  private async checkEnded(from: Date, before: Date, differences: Differences): Promise<void> {
    let pageToken = '';
    do {
      const page = await this.jobs.listEndedGenerations({
        endedFrom: from,
        endedBefore: before,
        pageSize: idsAtOnce,
        pageToken,
      });
      const charged = await this.repository.chargedFor(page.generations.map(({ generationId }) => generationId));
      const byGeneration = Map.groupBy(charged, (image) => image.generation_id);
      for (const job of page.generations) compare(job, byGeneration.get(job.generationId) ?? [], differences);
      await this.checkImages(charged, differences);
      pageToken = page.nextPageToken;
    } while (pageToken !== '');
  }

  private async checkImages(charged: readonly ChargedImage[], differences: Differences): Promise<void> {
    for (const some of inParts(charged)) {
      const { imageIds } = await this.images.findImages({ imageIds: some.map(({ image_id }) => image_id) });
      const known = new Set(imageIds);
      for (const { account_id, month, image_id } of some) {
        if (!known.has(image_id)) differences.add({ accountId: account_id, month, what: 'images' }, 1, 0);
      }
    }
  }

  /** Nothing is charged for a job that generation never had. */
  private async checkCharged(month: string, from: Date, before: Date, differences: Differences): Promise<void> {
    let accountIds = await this.repository.accounts(month, '', accountsAtOnce);
    while (accountIds.length > 0) {
      const charged = await this.repository.chargedIn({ month, accountIds, from, before });
      const byGeneration = Map.groupBy(charged, (image) => image.generation_id);
      for (const ids of inParts([...byGeneration.keys()])) {
        const { generationIds } = await this.jobs.findGenerations({ generationIds: ids });
        const there = new Set(generationIds);
        for (const id of ids.filter((each) => !there.has(each))) {
          const images = byGeneration.get(id) ?? [];
          const accountId = images[0]?.account_id ?? '';
          differences.add({ accountId, month, what: 'jobs' }, images.length, 0);
        }
      }
      accountIds = await this.repository.accounts(month, accountIds.at(-1) ?? '', accountsAtOnce);
    }
  }
}

function compare(job: EndedGeneration, charged: readonly ChargedImage[], differences: Differences): void {
  const [stored, paid] = [new Set(job.storedImageIds), new Set(charged.map(({ image_id }) => image_id))];
  if (stored.size === paid.size && [...stored].every((id) => paid.has(id))) return;
  const month = charged[0]?.month ?? (job.createdAt ?? new Date()).toISOString().slice(0, 7);
  differences.add({ accountId: job.accountId, month, what: 'jobs' }, paid.size, stored.size);
}

const inParts = <T>(all: readonly T[]): T[][] =>
  Array.from({ length: Math.ceil(all.length / idsAtOnce) }, (_, part) =>
    all.slice(part * idsAtOnce, (part + 1) * idsAtOnce),
  );
