import { QuotaWarning } from '@imageai/contracts/metering';
import { eventSubject } from '@imageai/contracts/subjects';
import { ensureStreams, Messaging } from '@imageai/messaging';
import { counter, type Logger, Periodic } from '@imageai/telemetry';
import type { DueWarning, WarningRepository } from './warning.repository.js';

interface WarningRelayOptions {
  readonly natsUrl: string;
  readonly warnings: WarningRepository;
  readonly logger: Logger;
  readonly intervalMs?: number;
}

const batchSize = 100;
const publishTimeoutMs = 5_000;

const published = counter('imageai_quota_warnings_total', 'Warnings of used-up months that were published.', [
  'percent',
]);

/** Publishes warnings from where they were written with the image that reached them. What is not published stays due. */
export class WarningRelay {
  private readonly periodic: Periodic;
  private messaging: Messaging | undefined;

  constructor(private readonly options: WarningRelayOptions) {
    const { intervalMs = 2_000, logger } = options;
    this.periodic = new Periodic('quota warnings', intervalMs, () => this.relay(), logger);
  }

  start(): void {
    this.periodic.start();
  }

  /** Waits for what is under way. */
  async stop(): Promise<void> {
    await this.periodic.stop();
    await this.messaging?.close();
  }

  /** Two replicas may publish one warning: consumers are used to that, and mostly JetStream recognises it. */
  async relay(): Promise<void> {
    const { natsUrl, warnings } = this.options;
    for (let found = batchSize; found === batchSize; ) {
      const due = await warnings.due(batchSize);
      found = due.length;
      if (found === 0) return;
      if (this.messaging === undefined) {
        this.messaging = await Messaging.connect({ url: natsUrl, service: 'metering', waitForServer: false });
      }
      // Where NATS came back without its data, it has no streams either.
      await ensureStreams(this.messaging);
      for (const warning of due) {
        await this.publish(this.messaging, warning);
        await warnings.notePublication(warning);
      }
    }
  }

  private async publish({ jetStream }: Messaging, warning: DueWarning): Promise<void> {
    const event: QuotaWarning = {
      id: warning.event_id,
      occurredAt: warning.reached_at,
      accountId: warning.account_id,
      month: warning.month,
      percent: warning.percent,
      imagesUsed: warning.images_used,
      imagesPerMonth: warning.images_per_month,
    };
    const message = QuotaWarning.encode(event).finish();
    await jetStream.publish(eventSubject('quota.warning'), message, { msgID: event.id, timeout: publishTimeoutMs });
    published.inc({ percent: String(event.percent) });
  }
}
