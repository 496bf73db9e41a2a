import { Injectable } from '@nestjs/common';
import type { Connection } from '../db/transactions.js';
import type { MailJob } from './mail-job.js';
import { MailOutboxRepository } from './mail-outbox.repository.js';
import { MailQueue } from './mail-queue.js';

/** Where the rest of the service posts its mails. */
@Injectable()
export class Mails {
  constructor(
    private readonly outbox: MailOutboxRepository,
    private readonly queue: MailQueue,
  ) {}

  /** Puts a mail into the outbox, in the transaction of the act that it tells of. */
  add(transaction: Connection, recipient: string, job: MailJob): Promise<void> {
    return this.outbox.add(transaction, recipient, job);
  }

  addForOwners(transaction: Connection, accountId: string, job: MailJob): Promise<void> {
    return this.outbox.addForOwners(transaction, accountId, job);
  }

  /** After the transaction: what it posted goes out now. Nobody waits for it. */
  send(): void {
    this.queue.poke();
  }
}
