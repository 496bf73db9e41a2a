import { type JetStreamClient, type JetStreamManager, jetstream, jetstreamManager } from '@nats-io/jetstream';
import { createInbox } from '@nats-io/nats-core';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { inboxPrefix } from './access.js';

export interface MessagingOptions {
  /** "nats://user:password@host:port". */
  readonly url: string;
  /** Who it is: shown in NATS's own lists of connections, and what its rights go by. */
  readonly service: string;
  /** Whether `connect` waits for a server that is not there yet; true where absent, otherwise it rejects. */
  readonly waitForServer?: boolean;
}

/** A connection to NATS that reconnects for ever: NATS being away delays work, it does not end a process. */
export class Messaging {
  private constructor(
    readonly service: string,
    readonly connection: NatsConnection,
    readonly jetStream: JetStreamClient,
    readonly manager: JetStreamManager,
  ) {}

  static async connect({ url, service, waitForServer = true }: MessagingOptions): Promise<Messaging> {
    const { username, password, host, protocol } = new URL(url);
    const connection = await connect({
      servers: host,
      user: decodeURIComponent(username),
      pass: decodeURIComponent(password),
      name: service,
      inboxPrefix: inboxPrefix(service),
      maxReconnectAttempts: -1,
      reconnectTimeWait: 250,
      reconnectJitter: 100,
      waitOnFirstConnect: waitForServer,
      pingInterval: 5_000,
      maxPingOut: 2,
      // Two stack traces a request, taken in case it fails, cost more than the rest of it.
      noAsyncTraces: true,
      ...(protocol === 'tls:' && { tls: {} }),
    });
    const manager = await jetstreamManager(connection, { checkAPI: false });
    return new Messaging(service, connection, jetstream(connection), manager);
  }

  /** True while the server answers. */
  async isReachable(): Promise<boolean> {
    if (this.connection.isClosed()) return false;
    const timeout = new Promise<boolean>((resolve) => setTimeout(resolve, 1_000, false).unref());
    return Promise.race([this.connection.rtt().then(() => true), timeout]).catch(() => false);
  }

  /** A place for answers that this service alone may listen at. */
  createInbox(): string {
    return createInbox(inboxPrefix(this.service));
  }

  async close(): Promise<void> {
    // Draining waits for a server that is away, or that knows the user no more: a service that stops must not wait with it.
    if (await this.isReachable()) await this.connection.drain().catch(() => this.connection.close());
    else await this.connection.close();
  }
}
