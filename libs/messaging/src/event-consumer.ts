import { deadLetterSubject, eventStream, eventSubjects } from '@imageai/contracts/subjects';
import { AppError } from '@imageai/errors';
import type { Logger } from '@imageai/telemetry';
import { AckPolicy, type ConsumerMessages, DeliverPolicy, type JsMsg } from '@nats-io/jetstream';
import type { Messaging } from './connection.js';

export interface EventConsumerOptions<Event> {
  /** Name of the durable consumer; replicas of a service share it. */
  readonly durable: string;
  /** The subject says what kind of event it is, where a consumer takes several. */
  readonly decode: (payload: Uint8Array, subject: string) => Event;
  /** Must bear the same event twice: delivery is at least once. */
  readonly handle: (event: Event) => Promise<void>;
  readonly logger: Logger;
  /** What is consumed; the events of generations where absent. */
  readonly source?: { readonly stream: string; readonly subjects: string };
  /** Events handled at once. */
  readonly concurrency?: number;
}

const ackWaitMs = 30_000;
/** How long one request for messages stands: half of it without a sign of the server, twice, and it is asked anew. */
const pullMs = 5_000;

/**
 * Consumes a stream of events: acks what was handled, sends again with a delay what failed,
 * and moves to the dead-letter stream what cannot be read.
 */
export class EventConsumer<Event> {
  private messages: ConsumerMessages | undefined;
  private readonly running = new Set<Promise<void>>();
  private stopping = false;
  private loop: Promise<void> = Promise.resolve();

  constructor(
    private readonly messaging: Messaging,
    private readonly options: EventConsumerOptions<Event>,
  ) {}

  async start(): Promise<void> {
    await this.open();
    this.loop = this.consume();
  }

  /** Takes no more events and waits for those under way. */
  async stop(): Promise<void> {
    this.stopping = true;
    this.messages?.stop();
    await this.loop;
    await Promise.allSettled(this.running);
  }

  private async open(): Promise<void> {
    const { stream, subjects } = this.options.source ?? { stream: eventStream, subjects: eventSubjects };
    await this.messaging.manager.consumers.add(stream, {
      durable_name: this.options.durable,
      filter_subject: subjects,
      ack_policy: AckPolicy.Explicit,
      deliver_policy: DeliverPolicy.All,
      ack_wait: ackWaitMs * 1e6,
      max_ack_pending: 1_000,
    });
    const consumer = await this.messaging.jetStream.consumers.get(stream, this.options.durable);
    this.messages = await consumer.consume({
      max_messages: this.options.concurrency ?? 16,
      expires: pullMs,
      // A consumer that is gone (NATS came back without its data) ends the loop, which opens it again.
      abort_on_missing_resource: true,
    });
  }

  /** A consumer that ends (its server came back without it) is opened again until `stop`. */
  private async consume(): Promise<void> {
    while (!this.stopping) {
      try {
        if (this.messages === undefined) await this.open();
        for await (const message of this.messages ?? []) {
          const work = this.process(message).finally(() => this.running.delete(work));
          this.running.add(work);
          if (this.running.size >= (this.options.concurrency ?? 16)) await Promise.race(this.running);
        }
      } catch (error) {
        this.options.logger.warn({ err: error, durable: this.options.durable }, 'consumer interrupted, opening again');
        await new Promise((resolve) => setTimeout(resolve, 500));
      }
      this.messages = undefined;
    }
  }

  private async process(message: JsMsg): Promise<void> {
    const { logger, durable } = this.options;
    let event: Event;
    try {
      event = this.options.decode(message.data, message.subject);
    } catch (error) {
      logger.error({ err: error, durable, subject: message.subject }, 'unreadable event, moved to the dead letters');
      await this.messaging.jetStream.publish(deadLetterSubject(durable), message.data);
      message.ack();
      return;
    }
    try {
      await this.options.handle(event);
      message.ack();
    } catch (error) {
      const delayMs = Math.min(250 * 2 ** (message.info.deliveryCount - 1), 10_000);
      logger.warn(
        { err: AppError.from(error).cause ?? error, durable, delayMs },
        'event not handled, will be sent again',
      );
      message.nak(delayMs);
    }
  }
}
