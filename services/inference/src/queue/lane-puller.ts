import type { WorkConsumer } from '@imageai/contracts/generation';
import type { Messaging } from '@imageai/messaging';
import type { Logger } from '@imageai/telemetry';
import type { Msg } from '@nats-io/nats-core';
import { Inject, Injectable } from '@nestjs/common';
import { LOGGER, MESSAGING } from '../tokens.js';
import { answer } from './answer.js';
import { Lane } from './lane.js';
import { inTurn, settleTurn } from './weighted-turns.js';

const weights: Readonly<Record<string, number>> = { enterprise: 8, professional: 3, starter: 1 };

/** A message, and what its lane weighs against others. */
export interface LaneMessage {
  readonly message: Msg;
  readonly weight: number;
}

/**
 * Takes one message at a time from all lanes, by weight, and only when somebody asks for one: what a worker holds and
 * does not work on is kept from other workers.
 *
 * While lanes have work, they are asked in turn, and the first that has something is served. When all are empty, each is
 * asked to tell when something comes, and whatever comes beyond the one that was wanted goes back at once.
 */
@Injectable()
export class LanePuller {
  private lanes: Lane[] = [];
  private readonly arrived: { lane: Lane; message: Msg }[] = [];
  private wanted = false;
  private connected = true;
  private closed = false;
  private wake: () => void = () => undefined;
  private reportTrouble: () => void = () => undefined;

  constructor(
    @Inject(MESSAGING) private readonly messaging: Messaging,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    void this.followConnection();
  }

  /** Called when consumers may have gone. */
  onTrouble(listener: () => void): void {
    this.reportTrouble = listener;
  }

  /** Pulls from these from now on. */
  setLanes(consumers: readonly WorkConsumer[]): void {
    if (this.closed) return;
    const named = (name: string) => consumers.some(({ consumer }) => consumer === name);
    for (const lane of this.lanes) if (!named(lane.consumer.consumer)) void lane.close();
    const kept = this.lanes.filter((lane) => named(lane.consumer.consumer));
    const added = consumers.filter(({ consumer }) => !kept.some((lane) => lane.consumer.consumer === consumer));
    this.lanes = [...kept, ...added.map((consumer) => this.open(consumer))];
    this.wake();
  }

  /** The next message; undefined only after `close`. One caller at a time. */
  async next(): Promise<LaneMessage | undefined> {
    this.wanted = true;
    try {
      while (!this.closed) {
        const message = this.takeArrived() ?? (this.connected ? await this.probeInTurn() : undefined);
        if (message !== undefined) return message;
        if (this.arrived.length === 0) await this.waitForChange();
      }
      return undefined;
    } finally {
      this.wanted = false;
      this.returnArrived();
    }
  }

  /**
   * A message that is there now and that no worker waits for; what arrives is given first to those that wait. For a
   * worker that could have one more image under way. One caller at a time, of this and `next`.
   */
  async nextUnclaimed(): Promise<LaneMessage | undefined> {
    return this.closed || !this.connected ? undefined : this.probeInTurn();
  }

  /** Asks for nothing more; what comes nevertheless goes back. */
  async close(): Promise<void> {
    this.closed = true;
    this.wake();
    this.returnArrived();
    await Promise.all(this.lanes.map((lane) => lane.close()));
  }

  private open(consumer: WorkConsumer): Lane {
    return new Lane(this.messaging, consumer, weights[consumer.lane] ?? 1, {
      onMessage: (lane, message) => this.receive(lane, message),
      onIdle: () => this.wake(),
      onTrouble: (lane, what) => {
        this.logger.warn({ consumer: lane.consumer.consumer, what }, 'cannot pull from the consumer');
        this.reportTrouble();
      },
    });
  }

  /** Lanes that owe an answer had nothing when they were asked: only the others are worth a question. */
  private async probeInTurn(): Promise<LaneMessage | undefined> {
    const order = inTurn(this.lanes.filter((lane) => lane.isIdle));
    for (const [place, lane] of order.entries()) {
      const message = await lane.probeOnce();
      if (message !== undefined) {
        const untried = order.slice(place + 1);
        this.settle(lane, untried);
        return { message, weight: lane.weight };
      }
      if (this.closed || this.arrived.length > 0) return undefined;
    }
    return undefined;
  }

  private async waitForChange(): Promise<void> {
    if (this.closed) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.wake = resolve;
    if (this.connected) for (const lane of this.lanes) if (lane.isIdle) lane.wait();
    await promise;
  }

  private receive(lane: Lane, message: Msg): void {
    if (!this.wanted || this.closed) {
      giveBack(message);
      return;
    }
    this.arrived.push({ lane, message });
    this.wake();
  }

  private takeArrived(): LaneMessage | undefined {
    const best = inTurn(this.arrived.map(({ lane }) => lane))[0];
    const place = this.arrived.findIndex(({ lane }) => lane === best);
    const [taken] = place === -1 ? [] : this.arrived.splice(place, 1);
    if (taken === undefined) return undefined;
    this.settle(
      taken.lane,
      this.arrived.map(({ lane }) => lane),
    );
    return { message: taken.message, weight: taken.lane.weight };
  }

  private returnArrived(): void {
    for (const { message } of this.arrived.splice(0)) giveBack(message);
  }

  private settle(served: Lane, waiting: readonly Lane[]): void {
    const empty = this.lanes.filter((lane) => lane !== served && !waiting.includes(lane));
    settleTurn(served, waiting, empty);
  }

  private async followConnection(): Promise<void> {
    for await (const { type } of this.messaging.connection.status()) {
      if (type === 'disconnect') this.connected = false;
      if (type !== 'reconnect') continue;
      this.connected = true;
      for (const lane of this.lanes) lane.forget();
      this.wake();
      this.reportTrouble();
    }
  }
}

/** At once for whoever asks next. */
const giveBack = (message: Msg): void => answer(message, '-NAK');
