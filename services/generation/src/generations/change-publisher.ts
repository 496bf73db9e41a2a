import { counter, type Logger } from '@imageai/telemetry';
import { Inject, Injectable } from '@nestjs/common';
import type { Message, NewMessage } from '../outbox/outbox.repository.js';
import { Relay } from '../outbox/relay.js';
import { WorkStream } from '../outbox/work-stream.js';
import { Queue } from '../queue/queue.js';
import { LOGGER } from '../tokens.js';
import { ChangeNotifier } from '../watch/change-notifier.js';
import { Dispatcher } from './dispatcher.js';
import type { Committed } from './generation.repository.js';
import type { Change } from './transitions.js';

const endings = counter('imageai_generation_ended_total', 'Generations that reached a terminal state.', ['status']);
const deaths = counter('imageai_generation_dead_letters_total', 'Images that failed for good.');

/** Tells everybody of a change that was committed. If the process dies here, sweeps make up for it. */
@Injectable()
export class ChangePublisher {
  constructor(
    private readonly relay: Relay,
    private readonly notifier: ChangeNotifier,
    private readonly queue: Queue,
    private readonly workStream: WorkStream,
    private readonly dispatcher: Dispatcher,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  async publish(change: Change, messages: readonly NewMessage[], committed: Committed): Promise<void> {
    const { generation } = change.after;
    this.relay.send(withIds(messages, committed.outbox));
    this.notifier.changed(generation.id, change.after);
    this.notifier.cancelled(change.dropped.map((image) => image.id));
    for (const image of change.dropped) if (image.started_at === null) void this.workStream.remove(image);
    this.count(change);
    if (!committed.mayDispatch) return;
    await this.dispatcher.dispatch(generation.account_id).catch((error) => {
      this.logger.warn({ err: error }, 'waiting images not dispatched, the sweep will try again');
    });
  }

  private count({ before, after, ended, failed }: Change): void {
    after.images.forEach((image, index) => {
      const was = isQueued(before.images[index]?.status);
      if (was && !isQueued(image.status)) this.queue.left([image]);
      if (!was && isQueued(image.status)) this.queue.entered([image]);
    });
    if (ended !== undefined) endings.inc({ status: ended });
    for (const { id, attempt, reason } of failed) {
      deaths.inc();
      this.logger.error({ imageId: id, attempts: attempt, reason }, 'image failed for good');
    }
  }
}

const isQueued = (status: string | undefined): boolean => status === 'waiting' || status === 'dispatched';

/** Those messages that the database holds, with the ids that it gave them. */
export const withIds = (messages: readonly NewMessage[], ids: Readonly<Record<string, number>>): Message[] =>
  messages.flatMap((message) => {
    const id = ids[message.message_id];
    return id === undefined ? [] : [{ ...message, id }];
  });
