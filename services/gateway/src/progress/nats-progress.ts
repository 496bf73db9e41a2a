import { setTimeout as sleep } from 'node:timers/promises';
import { followedSubject, progressSubject } from '@imageai/contracts/subjects';
import { Messaging } from '@imageai/messaging';
import type { Logger } from '@imageai/telemetry';
import type { ProgressSource } from './progress-source.js';

const retryMs = 1_000;

interface Wanted {
  readonly generationId: string;
  readonly receive: (message: Uint8Array) => void;
  /** Undefined until there is a connection. */
  unsubscribe: (() => void) | undefined;
}

/**
 * Progress over plain NATS. Nothing else in the gateway needs NATS: while it is away there is no progress, and who asked
 * meanwhile hears again once it is back.
 */
export class NatsProgress implements ProgressSource {
  private readonly wanted = new Set<Wanted>();
  private readonly closing = new AbortController();
  private readonly opening: Promise<void>;
  private messaging: Messaging | undefined;

  /** @param url undefined: there is no NATS, and never any progress */
  constructor(
    url: string | undefined,
    private readonly logger: Logger,
  ) {
    this.opening = url === undefined ? Promise.resolve() : this.open(url);
  }

  subscribe(generationId: string, receive: (message: Uint8Array) => void): () => void {
    const wanted: Wanted = { generationId, receive, unsubscribe: undefined };
    this.wanted.add(wanted);
    this.join(wanted);
    return () => {
      this.wanted.delete(wanted);
      wanted.unsubscribe?.();
    };
  }

  async close(): Promise<void> {
    this.closing.abort();
    await this.opening;
    await this.messaging?.close();
  }

  private async open(url: string): Promise<void> {
    const { signal } = this.closing;
    for (let warned = false; this.messaging === undefined && !signal.aborted; warned = true) {
      try {
        // Once connected it reconnects by itself; only the first server that never came would be waited for without end.
        this.messaging = await Messaging.connect({ url, service: 'gateway', waitForServer: false });
      } catch (error) {
        if (!warned) this.logger.warn({ err: error }, 'NATS is away: no progress is shown until it is there');
        await sleep(retryMs, undefined, { signal }).catch(() => undefined);
      }
    }
    for (const wanted of this.wanted) this.join(wanted);
  }

  private join(wanted: Wanted): void {
    const connection = this.messaging?.connection;
    if (connection === undefined || connection.isClosed() || wanted.unsubscribe !== undefined) return;
    const subscription = connection.subscribe(progressSubject(wanted.generationId), {
      callback: (error, message) => {
        if (error === null) wanted.receive(message.data);
      },
    });
    // After the subscription: what workers say to this is heard.
    connection.publish(followedSubject(wanted.generationId));
    wanted.unsubscribe = () => {
      if (!connection.isClosed()) subscription.unsubscribe();
    };
  }
}
