import type { Logger } from '@imageai/telemetry';
import { Inject, Injectable } from '@nestjs/common';
import { Relay } from '../outbox/relay.js';
import { Queue } from '../queue/queue.js';
import { LOGGER } from '../tokens.js';
import { withIds } from './change-publisher.js';
import { type Created, CreateRepository, type Creation } from './create.repository.js';
import { Dispatcher } from './dispatcher.js';
import { RecentSnapshots } from './recent-snapshots.js';
import type { Snapshot } from './transitions.js';

interface Pending {
  readonly creation: Creation;
  readonly resolve: (snapshot: Snapshot | undefined) => void;
  readonly reject: (error: unknown) => void;
}

const maxBatch = 64;

/**
 * Writes new jobs, one transaction at a time: what arrives while one is under way goes together into the next. Jobs of
 * one account would wait for each other's fsync at the account's row anyway; so they share it.
 */
@Injectable()
export class CreateBatcher {
  private pending: Pending[] = [];
  private writing: Promise<void> | undefined;

  constructor(
    private readonly repository: CreateRepository,
    private readonly dispatcher: Dispatcher,
    private readonly relay: Relay,
    private readonly queue: Queue,
    private readonly recent: RecentSnapshots,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** The job as it was written; undefined when there was one with its id. */
  create(creation: Creation): Promise<Snapshot | undefined> {
    return new Promise((resolve, reject) => {
      this.pending.push({ creation, resolve, reject });
      this.writing ??= this.write();
    });
  }

  private async write(): Promise<void> {
    while (this.pending.length > 0) {
      const batch = distinct(this.pending.slice(0, maxBatch));
      this.pending = this.pending.filter((each) => !batch.includes(each));
      await this.attempt(batch);
    }
    this.writing = undefined;
  }

  /** One job that Postgres refuses must not fail the others of its batch: they are tried alone. */
  private async attempt(batch: readonly Pending[]): Promise<void> {
    try {
      this.finish(batch, await this.repository.create(batch.map(({ creation }) => creation)));
    } catch (error) {
      if (batch.length === 1) return batch[0]?.reject(error);
      this.logger.warn({ err: error, jobs: batch.length }, 'jobs not written together, trying each alone');
      await Promise.all(batch.map((each) => this.attempt([each])));
    }
  }

  private finish(batch: readonly Pending[], created: Created): void {
    for (const { creation, resolve } of batch) {
      const { generation, images } = creation.snapshot;
      if (!created.created.has(generation.id)) {
        resolve(undefined);
        continue;
      }
      this.relay.send(withIds(creation.messages, created.outbox));
      this.queue.entered(images);
      const snapshot: Snapshot = {
        generation,
        images: images.map((image) =>
          created.dispatched.has(image.id) ? { ...image, status: 'dispatched', dispatches: 1 } : image,
        ),
      };
      this.recent.remember(snapshot);
      resolve(snapshot);
    }
    for (const accountId of created.mayDispatch) {
      this.dispatcher.dispatch(accountId).catch((error) => {
        this.logger.warn({ err: error }, 'waiting images not dispatched, the sweep will try again');
      });
    }
  }
}

/** One of each id: a repetition that came in the same moment waits for the next batch, and finds the first. */
function distinct(pending: readonly Pending[]): Pending[] {
  const ids = new Set<string>();
  return pending.filter(({ creation }) => {
    const { id } = creation.snapshot.generation;
    return !ids.has(id) && ids.add(id);
  });
}
