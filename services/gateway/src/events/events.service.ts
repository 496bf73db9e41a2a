import type { Generation } from '@imageai/contracts/generation';
import { AppError } from '@imageai/errors';
import { ImageUrls } from '@imageai/image-urls';
import { gauge } from '@imageai/telemetry';
import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { Config } from '../config.js';
import { Drain } from '../drain/drain.js';
import { GenerationsService } from '../generations/generations.service.js';
import type { ApiCall } from '../http/api-call.js';
import { eventStreamHeaders, keepAliveMs, keepAliveText } from '../http/event-stream.js';
import { hasEnded } from '../jobs/generation-watcher.js';
import { ProgressFeed } from '../progress/progress-feed.js';
import { CONFIG } from '../tokens.js';
import { type Links, placeText, progressText, stateText } from './event-texts.js';
import { EventWriter } from './event-writer.js';
import { GenerationChannels } from './generation-channels.js';
import { isLastStateId, latestStateId, statesOf } from './state-events.js';

/** How long a client that lost its stream waits before it joins again. */
const reconnectText = 'retry: 1000\n\n';

const streams = gauge('imageai_gateway_event_streams', 'Clients that follow a generation.');

/** Generations as server-sent events. */
@Injectable()
export class EventsService implements OnModuleDestroy {
  private readonly writers = new Set<EventWriter>();
  private readonly timer = setInterval(() => this.keepAlive(), keepAliveMs);

  constructor(
    private readonly generations: GenerationsService,
    private readonly channels: GenerationChannels,
    private readonly progress: ProgressFeed,
    private readonly urls: ImageUrls,
    @Inject(CONFIG) private readonly config: Pick<Config, 'PUBLIC_URL'>,
    private readonly drain: Drain,
  ) {
    // Whoever follows joins again elsewhere, and misses nothing.
    drain.started.addEventListener('abort', () => {
      for (const writer of [...this.writers]) writer.end();
    });
  }

  onModuleDestroy(): void {
    clearInterval(this.timer);
  }

  /** Answers with the states after `lastEventId`, and goes on until the last one. */
  async open(call: ApiCall, id: string, lastEventId: string | undefined, reply: FastifyReply): Promise<void> {
    const seen = parseEventId(call.header('last-event-id') || lastEventId);
    const generation = await this.generations.find(call, id);
    // Nobody would hear of its end any more.
    call.closed.throwIfAborted();
    if (hasEnded(generation) && isLastStateId(seen)) {
      // Tells an EventSource, which comes back after each end, not to.
      await reply.code(204).send();
      return;
    }
    reply.hijack();
    const { raw } = reply;
    raw.writeHead(200, { ...reply.getHeaders(), ...eventStreamHeaders } as Record<string, string>);
    const writer = new EventWriter(raw);
    const links = { urls: this.urls, origin: this.config.PUBLIC_URL ?? call.origin };
    const leave = this.follow(generation, seen, writer, links);
    raw.once('close', () => {
      writer.end();
      leave();
      this.writers.delete(writer);
      streams.set(this.writers.size);
    });
    // A connection that breaks closes, and that is all there is to know of it.
    raw.on('error', () => undefined);
    this.writers.add(writer);
    streams.set(this.writers.size);
    if (this.drain.isDraining) writer.end();
  }

  /** @returns what ends it */
  private follow(generation: Generation, seen: number, writer: EventWriter, links: Links): () => void {
    let sent = seen;
    let place: number | undefined;
    const changed = (latest: Generation): void => {
      for (const event of statesOf(latest)) {
        if (event.id > sent) writer.write(`state ${event.id}`, stateText(latest, event, links));
      }
      const moved = latest.queuePosition !== place && latestStateId(latest) === sent;
      if (moved && latest.startedAt === undefined) writer.write('place', placeText(latest));
      place = latest.queuePosition;
      sent = Math.max(sent, latestStateId(latest));
      if (hasEnded(latest)) writer.end();
    };
    writer.write('reconnect', reconnectText);
    const leaveChannel = this.channels.join(generation, { changed, lost: () => writer.end() });
    if (hasEnded(generation)) return leaveChannel;
    const leaveFeed = this.progress.follow(generation.id, (latest) =>
      writer.write(`progress ${latest.index}`, progressText(latest)),
    );
    return () => {
      leaveChannel();
      leaveFeed();
    };
  }

  private keepAlive(): void {
    for (const writer of this.writers) writer.keepAlive(keepAliveText);
  }
}

function parseEventId(text: string | undefined): number {
  if (text === undefined || text === '') return 0;
  if (/^[0-3]$/.test(text)) return Number(text);
  throw new AppError('parameter_invalid', {
    param: 'Last-Event-ID',
    message: 'Invalid header: Last-Event-ID must be the id of an event of this generation',
  });
}
