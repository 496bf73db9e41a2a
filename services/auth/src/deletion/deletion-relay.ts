import { AccountEvent } from '@imageai/contracts/auth';
import { accountSubject } from '@imageai/contracts/subjects';
import { ensureStreams, Messaging } from '@imageai/messaging';
import { counter, type Logger } from '@imageai/telemetry';
import type { AccountDeletionRow } from '../db/schema.js';
import type { DeletionsRepository } from './deletions.repository.js';

interface DeletionRelayOptions {
  readonly natsUrl: string;
  readonly deletions: DeletionsRepository;
  readonly logger: Logger;
  readonly intervalMs?: number;
}

const type = 'account.deleted';
const batchSize = 50;
const retryMs = 5_000;
const publishTimeoutMs = 5_000;

const published = counter('imageai_auth_account_events_total', 'Account events published.', ['type']);

/**
 * Tells the other services of deleted accounts, from the moment NATS can be had. The service does all else without it:
 * what is to be told waits in Postgres.
 */
export class DeletionRelay {
  private messaging: Messaging | undefined;
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> = Promise.resolve();
  private stopping = false;
  private failing = false;

  constructor(private readonly options: DeletionRelayOptions) {}

  start(): void {
    const { natsUrl, logger } = this.options;
    Messaging.connect({ url: natsUrl, service: 'auth' }).then(
      (messaging) => {
        if (this.stopping) return void messaging.close();
        this.messaging = messaging;
        this.schedule(0);
      },
      (error: unknown) => {
        logger.warn({ err: error }, 'NATS cannot be used, deletions are not told yet, will try again');
        if (!this.stopping) this.timer = setTimeout(() => this.start(), retryMs);
      },
    );
  }

  /** Waits for what is under way. */
  async stop(): Promise<void> {
    this.stopping = true;
    clearTimeout(this.timer);
    await this.running;
    await this.messaging?.close();
  }

  private schedule(delayMs: number): void {
    if (this.stopping) return;
    this.timer = setTimeout(() => {
      this.running = this.relay().finally(() => this.schedule(this.options.intervalMs ?? 2_000));
    }, delayMs);
  }

  /** Two replicas may publish one event: consumers are used to that, and mostly JetStream recognises it. */
  private async relay(): Promise<void> {
    const { deletions, logger } = this.options;
    try {
      for (const row of await deletions.due(batchSize)) {
        await this.publish(row);
        await deletions.notePublication(row);
      }
      this.failing = false;
    } catch (error) {
      if (!this.failing) logger.warn({ err: error }, 'deletions are not told to the other services, will try again');
      this.failing = true;
      if (this.messaging !== undefined) await ensureStreams(this.messaging).catch(() => undefined);
    }
  }

  private async publish({ account_id, event_id, deleted_at, publications }: AccountDeletionRow): Promise<void> {
    const event: AccountEvent = { id: event_id, type, occurredAt: deleted_at, accountId: account_id };
    await this.messaging?.jetStream.publish(accountSubject(type), AccountEvent.encode(event).finish(), {
      msgID: `${event_id}.${publications}`,
      timeout: publishTimeoutMs,
    });
    published.inc({ type });
  }
}
