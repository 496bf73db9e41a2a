import { type TestNats, testNats } from '@imageai/testing';
import { Messaging, type NatsService, natsPermissions, natsServices } from '../src/index.js';

const userOf = (service: NatsService) => ({
  user: service,
  password: `of-${service}`,
  permissions: natsPermissions(service),
});

/** A connection as a service, and what the server refused it. */
export interface Connected {
  readonly messaging: Messaging;
  /** Whether the server lets a message go out on a subject. */
  mayPublish(subject: string): Promise<boolean>;
  maySubscribe(subject: string): Promise<boolean>;
  /** All that was refused since the connection was made. */
  readonly refused: readonly string[];
}

/** A nats-server with the users that `natsPermissions` describes. */
export class Users {
  private readonly open: Messaging[] = [];

  private constructor(private readonly nats: TestNats) {}

  static async start(): Promise<Users> {
    return new Users(await testNats(natsServices.map(userOf)));
  }

  async stop(): Promise<void> {
    await Promise.all(this.open.map((messaging) => messaging.close()));
    await this.nats.stop();
  }

  /** One who may do everything. */
  async admin(): Promise<Messaging> {
    return this.keep(await Messaging.connect({ url: this.nats.url, service: 'test' }));
  }

  async connect(service: NatsService): Promise<Connected> {
    const messaging = this.keep(await Messaging.connect({ url: this.nats.urlOf(userOf(service)), service }));
    const { connection } = messaging;
    const refused: string[] = [];
    void (async () => {
      for await (const status of connection.status()) if (status.type === 'error') refused.push(status.error.message);
    })();
    /** The server answers in order: what it refused is known when it answers the ping that follows. */
    const isTaken = async (act: () => void): Promise<boolean> => {
      const before = refused.length;
      act();
      await connection.flush();
      await new Promise((resolve) => setImmediate(resolve));
      return refused.length === before;
    };
    return {
      messaging,
      refused,
      mayPublish: (subject) => isTaken(() => connection.publish(subject)),
      maySubscribe: (subject) => isTaken(() => connection.subscribe(subject, { callback: () => undefined })),
    };
  }

  private keep(messaging: Messaging): Messaging {
    this.open.push(messaging);
    return messaging;
  }
}
