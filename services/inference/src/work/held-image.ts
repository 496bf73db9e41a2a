import type { ImageWork } from '@imageai/contracts/inference';
import type { Msg } from '@nats-io/nats-core';
import { answer } from '../queue/answer.js';

/** Why an image is not made to its end. */
export type AbortReason =
  /** Generation does not want it (any more), or has given it to another attempt. */
  | 'dropped'
  /** This worker stops. */
  | 'draining';

/** An image that this worker answers for, from its message to the ack. */
export class HeldImage {
  private readonly abortion = new AbortController();
  private readonly messages: Msg[];

  constructor(
    readonly work: ImageWork,
    message: Msg,
    /** Of its lane, against other lanes. */
    readonly weight: number,
  ) {
    this.messages = [message];
  }

  /** Fires when it is not to be made any more. */
  get signal(): AbortSignal {
    return this.abortion.signal;
  }

  get abortReason(): AbortReason | undefined {
    return this.signal.aborted ? this.signal.reason : undefined;
  }

  abort(reason: AbortReason): void {
    this.abortion.abort(reason);
  }

  /** The same work came once more (its ack wait was over): both messages end together. */
  join(message: Msg): void {
    this.messages.push(message);
  }

  ack(): void {
    for (const message of this.messages) answer(message, '+ACK');
  }

  /** It comes again, to this or another worker. */
  nak(delayMs = 0): void {
    const payload = delayMs === 0 ? '-NAK' : `-NAK ${JSON.stringify({ delay: delayMs * 1e6 })}`;
    for (const message of this.messages) answer(message, payload);
  }

  /** Begins the ack wait anew. */
  working(): void {
    for (const message of this.messages) answer(message, '+WPI');
  }
}
