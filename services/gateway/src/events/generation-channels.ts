import type { Generation } from '@imageai/contracts/generation';
import type { Logger } from '@imageai/telemetry';
import { Inject, Injectable } from '@nestjs/common';
import { GenerationWatcher } from '../jobs/generation-watcher.js';
import type { GenerationClient } from '../peers/peers.js';
import { GENERATION, LOGGER } from '../tokens.js';
import { latestStateId } from './state-events.js';

/** A place in the queue moves by what happens to other generations, of which no watch tells. */
const placeEveryMs = 5_000;

export interface ChannelListener {
  changed(generation: Generation): void;
  /** Nothing more comes, although the generation has not ended. */
  lost(): void;
}

interface Channel {
  latest: Generation;
  readonly listeners: Set<ChannelListener>;
  readonly closing: AbortController;
}

/** One watch for each generation that somebody here follows, however many they are. */
@Injectable()
export class GenerationChannels {
  private readonly channels = new Map<string, Channel>();

  constructor(
    private readonly watcher: GenerationWatcher,
    @Inject(GENERATION) private readonly generations: GenerationClient,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /**
   * Tells a listener of the present state at once, then of each change.
   * @returns what ends it
   */
  join(generation: Generation, listener: ChannelListener): () => void {
    const channel = this.channels.get(generation.id) ?? this.open(generation);
    if (latestStateId(generation) > latestStateId(channel.latest)) this.tell(channel, generation);
    channel.listeners.add(listener);
    listener.changed(channel.latest);
    return () => {
      channel.listeners.delete(listener);
      if (channel.listeners.size === 0) this.close(channel);
    };
  }

  private open(latest: Generation): Channel {
    const channel: Channel = { latest, listeners: new Set(), closing: new AbortController() };
    this.channels.set(latest.id, channel);
    void this.follow(channel);
    return channel;
  }

  private close(channel: Channel): void {
    channel.closing.abort();
    if (this.channels.get(channel.latest.id) === channel) this.channels.delete(channel.latest.id);
  }

  private async follow(channel: Channel): Promise<void> {
    const { signal } = channel.closing;
    const timer = setInterval(() => void this.lookForPlace(channel), placeEveryMs);
    try {
      await this.watcher.followed(channel.latest, signal, (changed) => this.tell(channel, changed));
    } catch (error) {
      if (signal.aborted) return;
      this.logger.warn({ err: error, generationId: channel.latest.id }, 'a generation cannot be watched any more');
      for (const listener of [...channel.listeners]) listener.lost();
    } finally {
      clearInterval(timer);
      this.close(channel);
    }
  }

  /** What arrives late tells of nothing new. */
  private tell(channel: Channel, generation: Generation): void {
    if (generation === channel.latest || latestStateId(generation) < latestStateId(channel.latest)) return;
    channel.latest = generation;
    for (const listener of [...channel.listeners]) listener.changed(generation);
  }

  private async lookForPlace(channel: Channel): Promise<void> {
    const { id: generationId, accountId, startedAt } = channel.latest;
    if (startedAt !== undefined) return;
    const { generation } = await this.generations
      .getGeneration({ accountId, generationId })
      .catch(() => ({ generation: undefined }));
    if (generation !== undefined && !channel.closing.signal.aborted) this.tell(channel, generation);
  }
}
