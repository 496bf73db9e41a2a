import type { GetQueueOverviewResponse, LaneOverview } from '@imageai/contracts/generation';
import { type LaneName, lanes } from '@imageai/contracts/subjects';
import { Inject, Injectable } from '@nestjs/common';
import { toLane } from '../generations/generation.convert.js';
import { CLOCK, type Clock } from '../tokens.js';
import { workerSeenMs } from './queue.js';
import { type LaneRow, QueueOverviewRepository } from './queue-overview.repository.js';

/** What waits, who works, and what failed for good: for operators, straight from the database. */
@Injectable()
export class QueueOverviewService {
  constructor(
    private readonly repository: QueueOverviewRepository,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async get(): Promise<GetQueueOverviewResponse> {
    const since = new Date(this.clock.now().getTime() - workerSeenMs);
    const [rows, workers, deadLetters] = await Promise.all([
      this.repository.lanes(),
      this.repository.workersSince(since),
      this.repository.countDeadLetters(),
    ]);
    return {
      lanes: lanes.map((lane) => toLaneOverview(lane, rows)),
      workers: workers.map(({ worker_id: workerId, seen_at: seenAt, running }) => ({ workerId, seenAt, running })),
      deadLetters,
    };
  }
}

function toLaneOverview(lane: LaneName, rows: readonly LaneRow[]): LaneOverview {
  const row = rows.find((one) => one.lane === lane);
  return {
    lane: toLane(lane),
    waiting: row?.waiting ?? 0,
    dispatched: row?.dispatched ?? 0,
    running: row?.running ?? 0,
    oldestAcceptedAt: row?.oldest_accepted_at ?? undefined,
  };
}
