import type {
  EndedGeneration,
  FindGenerationsRequest,
  ListEndedGenerationsRequest,
} from '@imageai/contracts/generation';
import type { FindImagesRequest } from '@imageai/contracts/storage';
import { AppError } from '@imageai/errors';

interface Job extends EndedGeneration {
  readonly endedAt: Date;
}

/** What generation and storage would answer: jobs that have ended, and images that are known. */
export class Others {
  readonly jobs = new Map<string, Job>();
  readonly known = new Set<string>();
  /** So that pages are turned. */
  pageSize = 2;
  isAway = false;
  /** Until a test is about it, every job and every image is as it was charged. */
  agrees = true;

  reset(): void {
    this.jobs.clear();
    this.known.clear();
    this.isAway = false;
    this.agrees = true;
  }

  async findGenerations({ generationIds }: FindGenerationsRequest) {
    this.answer();
    return { generationIds: this.agrees ? generationIds : generationIds.filter((id) => this.jobs.has(id)) };
  }

  async listEndedGenerations({ endedFrom, endedBefore, pageToken }: ListEndedGenerationsRequest) {
    this.answer();
    const [from, before] = [endedFrom ?? new Date(Number.NaN), endedBefore ?? new Date(Number.NaN)];
    const rest = [...this.jobs.values()]
      .filter(({ endedAt }) => endedAt >= from && endedAt < before)
      .sort((one, other) => (one.generationId < other.generationId ? -1 : 1))
      .filter(({ generationId }) => generationId > pageToken);
    const generations = rest.slice(0, this.pageSize);
    return {
      generations,
      nextPageToken: rest.length > this.pageSize ? (generations.at(-1)?.generationId ?? '') : '',
    };
  }

  async findImages({ imageIds }: FindImagesRequest) {
    this.answer();
    return { imageIds: this.agrees ? imageIds : imageIds.filter((id) => this.known.has(id)) };
  }

  private answer(): void {
    if (this.isAway) throw new AppError('unavailable');
  }
}
