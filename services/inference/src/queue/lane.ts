import { setTimeout as sleep } from 'node:timers/promises';
import type { WorkConsumer } from '@imageai/contracts/generation';
import type { Messaging } from '@imageai/messaging';
import type { Msg, NatsConnection, Subscription } from '@nats-io/nats-core';

/** The server ends a waiting request after this; short enough that one that the server forgot costs little. */
const waitingMs = 5_000;
/** A server that is there answers within this; what it answers later counts as unasked. */
const answerMs = 2_000;
const troublePauseMs = 1_000;
const drainMs = 1_000;

export interface LaneEvents {
  /** A message that no probe was waiting for. */
  onMessage(lane: Lane, message: Msg): void;
  /** JetStream is away, or the consumer is gone. */
  onTrouble(lane: Lane, what: string): void;
  /** It may be asked again. */
  onIdle(lane: Lane): void;
}

/**
 * One consumer that is pulled from, one message at a time, by the protocol itself: `consume` and `fetch` of the client
 * drop their subscription when they end, and a message that arrives then is lost until its ack wait is over. Here the
 * subscription stays, and no message goes by unseen.
 */
export class Lane {
  credit = 0;
  private readonly inbox: string;
  private readonly connection: NatsConnection;
  private readonly subscription: Subscription;
  private request = 0;
  /** Set while the server owes an answer. */
  private timer: NodeJS.Timeout | undefined;
  private probe: ((message: Msg | undefined) => void) | undefined;
  private paused: NodeJS.Timeout | undefined;

  constructor(
    messaging: Messaging,
    readonly consumer: WorkConsumer,
    readonly weight: number,
    private readonly events: LaneEvents,
  ) {
    this.inbox = messaging.createInbox();
    this.connection = messaging.connection;
    this.subscription = this.connection.subscribe(`${this.inbox}.*`, {
      callback: (_error, message) => this.receive(message),
    });
  }

  /** False while the server owes an answer (then it had nothing so far), and for a while after trouble. */
  get isIdle(): boolean {
    return this.timer === undefined && this.paused === undefined;
  }

  /** The next message, or undefined when there is none now. */
  async probeOnce(): Promise<Msg | undefined> {
    const { promise, resolve } = Promise.withResolvers<Msg | undefined>();
    this.ask({ batch: 1, no_wait: true }, answerMs);
    this.probe = resolve;
    return promise;
  }

  /** Asks for the next message whenever it comes; it comes as an event. */
  wait(): void {
    this.ask({ batch: 1, expires: waitingMs * 1e6 }, waitingMs + answerMs);
  }

  /** The server lost its memory of requests. */
  forget(): void {
    this.request += 1;
    this.answered(undefined);
  }

  /** Ends the subscription; what the server sent before it knew is still received. */
  async close(): Promise<void> {
    clearTimeout(this.paused);
    this.answered(undefined);
    if (this.connection.isClosed()) return;
    // While NATS is away nothing can come, and nothing answers.
    await Promise.race([this.subscription.drain().catch(() => undefined), sleep(drainMs, undefined, { ref: false })]);
  }

  private ask(request: object, timeoutMs: number): void {
    const { stream, consumer } = this.consumer;
    this.request += 1;
    // A consumer that is gone does not answer at all.
    this.timer = setTimeout(() => this.trouble('no answer'), timeoutMs);
    this.connection.publish(`$JS.API.CONSUMER.MSG.NEXT.${stream}.${consumer}`, JSON.stringify(request), {
      reply: `${this.inbox}.${this.request}`,
    });
  }

  private receive(message: Msg): void {
    if (message.reply?.startsWith('$JS.ACK.')) {
      // Its subject is the stream's, so it does not tell which request it answers; one of an old request is as good.
      if (this.probe !== undefined) this.answered(message);
      else {
        this.answered(undefined);
        this.events.onMessage(this, message);
      }
      return;
    }
    if (message.subject !== `${this.inbox}.${this.request}`) return;
    const status = message.headers?.code ?? 0;
    // 404: nothing there. 408: nothing came. All else means that asking again at once would not help.
    if (status !== 404 && status !== 408) {
      this.trouble(`status ${status}`);
      return;
    }
    this.answered(undefined);
    this.events.onIdle(this);
  }

  private trouble(what: string): void {
    this.paused ??= setTimeout(() => {
      this.paused = undefined;
      this.events.onIdle(this);
    }, troublePauseMs);
    this.answered(undefined);
    this.events.onTrouble(this, what);
  }

  private answered(message: Msg | undefined): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    const probe = this.probe;
    this.probe = undefined;
    probe?.(message);
  }
}
