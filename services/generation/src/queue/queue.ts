import type { QueueEstimate } from '@imageai/contracts/generation';
import { type LaneName, lanes } from '@imageai/contracts/subjects';
import { gauge } from '@imageai/telemetry';
import { Inject, Injectable } from '@nestjs/common';
import type { Config } from '../config.js';
import type { ImageRow } from '../db/schema.js';
import { type QueuePlace, toLane } from '../generations/generation.convert.js';
import { Catalogue } from '../models/catalogue.js';
import { ModelRepository } from '../models/model.repository.js';
import { OutboxRepository } from '../outbox/outbox.repository.js';
import { CLOCK, type Clock, CONFIG } from '../tokens.js';
import { accountWaitMs, estimatedWaitMs, type LaneLoad, type LaneWeights } from './estimate.js';
import { QueueRepository } from './queue.repository.js';

/** A worker that did not register or beat for this long is taken for gone. */
export const workerSeenMs = 90_000;
/** How far one measurement moves the average: images that end together differ much, for one has the time of all. */
const smoothing = 0.1;
/** Workers remembered at once. */
const maxWorkers = 10_000;

/** Estimates end here: a date has to come of them. */
const maxWaitMs = 2 ** 32 - 1;

const statusGauge = gauge('imageai_generation_images', 'Images that have not ended.', ['status']);
const depthGauge = gauge('imageai_generation_queue_depth', 'Images that no worker began.', ['lane']);
const oldestGauge = gauge('imageai_generation_oldest_waiting_seconds', 'Age of the oldest image nobody began.', [
  'lane',
]);
const outboxGauge = gauge('imageai_generation_outbox_rows', 'Outbox rows not yet published.');

/** How much waits in each lane and how fast it is made; read from the database every second, followed in between. */
@Injectable()
export class Queue {
  private loads = emptyLoads();
  private workers = 1;
  private readonly msPerCost = new Map<string, number>();
  /** When each worker last ended an image. */
  private readonly lastEnds = new Map<string, number>();
  private readonly weights: LaneWeights;

  constructor(
    private readonly repository: QueueRepository,
    private readonly models: ModelRepository,
    private readonly catalogue: Catalogue,
    private readonly outbox: OutboxRepository,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(CONFIG) config: Config,
  ) {
    this.weights = {
      enterprise: config.LANE_WEIGHT_ENTERPRISE,
      professional: config.LANE_WEIGHT_PROFESSIONAL,
      starter: config.LANE_WEIGHT_STARTER,
    };
  }

  /** Images in the lane that nobody began yet. */
  depth(lane: LaneName): number {
    return this.loads[lane].images;
  }

  entered(images: readonly Pick<ImageRow, 'lane' | 'cost'>[]): void {
    this.add(images, 1);
  }

  left(images: readonly Pick<ImageRow, 'lane' | 'cost'>[]): void {
    this.add(images, -1);
  }

  /**
   * A worker told how long the engine took for an image. Images of one batch take the same time together: only what
   * passed since the worker's last one ended counts, or a batch of four would seem four times as slow as it is.
   */
  measured(model: string, cost: number, engineMs: number, workerId: string): void {
    if (cost <= 0) return;
    const endedAt = this.clock.now().getTime();
    const known = this.speed(model);
    const now = Math.min(engineMs, endedAt - (this.lastEnds.get(workerId) ?? 0)) / cost;
    this.msPerCost.set(model, known === undefined ? now : known + smoothing * (now - known));
    this.lastEnds.delete(workerId);
    this.lastEnds.set(workerId, endedAt);
    const [quietest] = this.lastEnds.keys();
    if (this.lastEnds.size > maxWorkers && quietest !== undefined) this.lastEnds.delete(quietest);
  }

  /** How long a new image of the lane waits before it is begun; 0 while nothing was ever measured. */
  estimatedWaitMs(model: string, lane: LaneName): number {
    return estimatedWaitMs(this.loads, this.weights, lane, this.speed(model) ?? 0, this.workers);
  }

  /** Where a new image of the lane comes to stand. */
  nextPlace(model: string, lane: LaneName): QueuePlace {
    return { position: this.depth(lane), estimatedStartAt: this.after(this.estimatedWaitMs(model, lane)) };
  }

  /** Where an image that nobody began stands. */
  async placeOf(image: Pick<ImageRow, 'account_id' | 'lane' | 'model' | 'position'>): Promise<QueuePlace> {
    const { account_id, lane, position } = image;
    const [ahead, own] = await Promise.all([
      this.repository.ahead(lane, position),
      this.repository.aheadOfAccount(account_id, lane, position),
    ]);
    const speed = this.speed(image.model) ?? 0;
    const laneMs = estimatedWaitMs({ ...this.loads, [lane]: ahead }, this.weights, lane, speed, this.workers);
    const accountMs = accountWaitMs(own, own.concurrency, speed, this.workers);
    return { position: ahead.images, estimatedStartAt: this.after(Math.max(laneMs, accountMs)) };
  }

  /** For every usable model and lane. */
  estimates(): QueueEstimate[] {
    return this.catalogue
      .usable()
      .flatMap(({ name }) =>
        lanes.map((lane) => ({ model: name, lane: toLane(lane), waitMs: this.waitOf(name, lane) })),
      );
  }

  async refresh(): Promise<void> {
    const now = this.clock.now();
    const counts = await this.repository.counts();
    const loads = emptyLoads();
    for (const { lane, status, images, cost } of counts) {
      if (status === 'running') continue;
      loads[lane].images += images;
      loads[lane].cost += cost;
    }
    this.loads = loads;
    this.workers = Math.max(1, await this.models.countWorkers(new Date(now.getTime() - workerSeenMs)));
    for (const [model, speed] of this.msPerCost) await this.models.keepSpeed(model, speed);
    this.msPerCost.clear();
    await this.catalogue.refresh();
    for (const status of ['waiting', 'dispatched', 'running'] as const) {
      const of = counts.filter((count) => count.status === status);
      statusGauge.set(
        { status },
        of.reduce((sum, count) => sum + count.images, 0),
      );
    }
    for (const lane of lanes) {
      depthGauge.set({ lane }, loads[lane].images);
      const waiting = counts.filter((count) => count.lane === lane && count.status !== 'running');
      const oldest = Math.min(now.getTime(), ...waiting.map((count) => count.oldest));
      oldestGauge.set({ lane }, (now.getTime() - oldest) / 1_000);
    }
    outboxGauge.set(await this.outbox.pending());
  }

  private waitOf(model: string, lane: LaneName): number {
    return Math.min(Math.round(this.estimatedWaitMs(model, lane)), maxWaitMs);
  }

  private after(waitMs: number): Date {
    return new Date(this.clock.now().getTime() + Math.min(Math.round(waitMs), maxWaitMs));
  }

  private speed(model: string): number | undefined {
    return (
      this.msPerCost.get(model) ?? this.catalogue.list().find(({ name }) => name === model)?.ms_per_cost ?? undefined
    );
  }

  private add(images: readonly Pick<ImageRow, 'lane' | 'cost'>[], sign: 1 | -1): void {
    for (const { lane, cost } of images) {
      const load = this.loads[lane];
      load.images = Math.max(0, load.images + sign);
      load.cost = Math.max(0, load.cost + sign * cost);
    }
  }
}

const emptyLoads = (): Record<LaneName, LaneLoad> => ({
  enterprise: { images: 0, cost: 0 },
  professional: { images: 0, cost: 0 },
  starter: { images: 0, cost: 0 },
});
