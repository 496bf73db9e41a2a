import { counter, type Logger } from '@imageai/telemetry';
import { Inject, Injectable } from '@nestjs/common';
import type { MailRow } from '../db/schema.js';
import { LOGGER, MAIL_SENDER } from '../tokens.js';
import { MailComposer } from './mail-composer.js';
import { MailOutboxRepository } from './mail-outbox.repository.js';
import type { MailSender } from './mail-sender.js';

const batchSize = 10;
/** With the waits between them, more than a day. */
const mostAttempts = 14;

const outcomes = counter('imageai_auth_mails_total', 'Mails by what became of them.', ['outcome']);

/** Sends what the outbox holds: right after it was put there, and what a crash or a failing server left later. */
@Injectable()
export class MailQueue {
  private running: Promise<void> | undefined;
  private again = false;

  constructor(
    private readonly outbox: MailOutboxRepository,
    private readonly composer: MailComposer,
    @Inject(MAIL_SENDER) private readonly sender: MailSender,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** Something was put into the outbox; returns at once. */
  poke(): void {
    this.again = true;
    this.running ??= this.run();
  }

  /** Sends all that is due. */
  async drain(): Promise<void> {
    this.poke();
    await this.settle();
  }

  /** Waits for what is under way. */
  async settle(): Promise<void> {
    while (this.running !== undefined) await this.running;
  }

  private async run(): Promise<void> {
    try {
      while (this.again) {
        this.again = false;
        const mails = await this.outbox.claim(batchSize);
        await Promise.all(mails.map((mail) => this.process(mail)));
        if (mails.length === batchSize) this.again = true;
      }
    } catch (error) {
      this.logger.warn({ err: error }, 'mails are not sent, will try again');
    }
    this.running = undefined;
  }

  private async process(row: MailRow): Promise<void> {
    const { id, recipient, attempts, job } = row;
    try {
      const text = await this.composer.compose(row);
      if (text !== undefined) await this.sender.send({ ...text, to: recipient });
      await this.outbox.remove(id);
      outcomes.inc({ outcome: text === undefined ? 'nothing_to_say' : 'sent' });
    } catch (error) {
      const over = attempts >= mostAttempts;
      const words = over ? 'mail given up' : 'mail not sent, will try again';
      this.logger[over ? 'error' : 'warn']({ err: error, kind: job.kind, attempts }, words);
      outcomes.inc({ outcome: over ? 'given_up' : 'failed' });
      if (over) await this.outbox.remove(id);
    }
  }
}
