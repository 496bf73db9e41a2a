import { workStream } from '@imageai/contracts/subjects';
import type { Messaging } from '@imageai/messaging';
import { Inject, Injectable } from '@nestjs/common';
import type { ImageRow } from '../db/schema.js';
import { workMessageId } from '../generations/image-work.convert.js';
import { MESSAGING } from '../tokens.js';

type Dispatched = Pick<ImageRow, 'id' | 'attempt' | 'dispatches' | 'message_sequence'>;

/** The work messages that JetStream holds. */
@Injectable()
export class WorkStream {
  constructor(@Inject(MESSAGING) private readonly messaging: Messaging) {}

  /**
   * Whether the message of an image's present dispatch is there; undefined where NATS does not say. Its id is compared
   * too: a stream that was made anew counts from 1 again.
   */
  async holds(image: Dispatched): Promise<boolean | undefined> {
    if (image.message_sequence === null) return undefined;
    try {
      const message = await this.messaging.manager.streams.getMessage(workStream, { seq: image.message_sequence });
      return message?.header.get('Nats-Msg-Id') === workMessageId(image);
    } catch {
      return undefined;
    }
  }

  /** Takes back what nobody needs to fetch any more. A message that stays does no harm: its worker is told to drop it. */
  async remove(image: Dispatched): Promise<void> {
    if (image.message_sequence === null || !(await this.holds(image))) return;
    await this.messaging.manager.streams
      .deleteMessage(workStream, image.message_sequence, false)
      .catch(() => undefined);
  }
}
