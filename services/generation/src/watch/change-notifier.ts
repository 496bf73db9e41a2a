import { randomUUID } from 'node:crypto';
import { ImageCancellation } from '@imageai/contracts/inference';
import { cancelSubject, changedSubject } from '@imageai/contracts/subjects';
import type { Messaging } from '@imageai/messaging';
import { Inject, Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { RecentSnapshots } from '../generations/recent-snapshots.js';
import type { Snapshot } from '../generations/transitions.js';
import { MESSAGING } from '../tokens.js';

/** A change made here comes with what it led to; of one made elsewhere at most the version is known. */
export interface Heard {
  readonly snapshot?: Snapshot;
  readonly version?: number;
}

export type ChangeListener = (heard: Heard) => void;

type Subscription = ReturnType<Messaging['connection']['subscribe']>;

/**
 * Tells watchers of changes: in this process directly, in others over plain NATS. Nothing depends on a message's
 * arrival: watchers read again every second or two, workers hear of what to drop with their heartbeat.
 */
@Injectable()
export class ChangeNotifier implements OnModuleInit, OnModuleDestroy {
  private readonly listeners = new Map<string, Set<ChangeListener>>();
  private readonly process = randomUUID();
  private subscription: Subscription | undefined;

  constructor(
    private readonly recent: RecentSnapshots,
    @Inject(MESSAGING) private readonly messaging: Messaging,
  ) {}

  onModuleInit(): void {
    this.subscription = this.messaging.connection.subscribe(changedSubject, {
      callback: (error, message) => {
        if (error) return;
        const [process, generationId] = message.string().split(' ');
        if (process === this.process || generationId === undefined) return;
        this.recent.forget(generationId);
        this.tell(generationId, {});
      },
    });
  }

  onModuleDestroy(): void {
    this.subscription?.unsubscribe();
  }

  /** @returns what ends the subscription */
  listen(generationId: string, listener: ChangeListener): () => void {
    const listeners = this.listeners.get(generationId) ?? new Set();
    this.listeners.set(generationId, listeners.add(listener));
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0) this.listeners.delete(generationId);
    };
  }

  /** Ids of generations that somebody here watches. */
  watched(): string[] {
    return [...this.listeners.keys()];
  }

  /** A change made here; without a snapshot the listeners read it themselves. */
  changed(generationId: string, snapshot?: Snapshot): void {
    if (snapshot === undefined) this.recent.forget(generationId);
    else this.recent.remember(snapshot);
    this.tell(generationId, snapshot === undefined ? {} : { snapshot });
    this.publish(changedSubject, `${this.process} ${generationId}`);
  }

  /** A version that was seen in the database. */
  seen(generationId: string, version: number): void {
    this.tell(generationId, { version });
  }

  cancelled(imageIds: readonly string[]): void {
    for (const imageId of imageIds) this.publish(cancelSubject, ImageCancellation.encode({ imageId }).finish());
  }

  private tell(generationId: string, heard: Heard): void {
    for (const listener of [...(this.listeners.get(generationId) ?? [])]) listener(heard);
  }

  private publish(subject: string, payload: string | Uint8Array): void {
    if (!this.messaging.connection.isClosed()) this.messaging.connection.publish(subject, payload);
  }
}
