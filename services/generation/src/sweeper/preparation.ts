import type { Messaging } from '@imageai/messaging';
import { Inject, Injectable } from '@nestjs/common';
import { Catalogue } from '../models/catalogue.js';
import { Topology } from '../models/topology.js';
import { MESSAGING } from '../tokens.js';

const retryMs = 250;

/** What must be there before the service is ready: the catalogue, and its streams and consumers in JetStream. */
@Injectable()
export class Preparation {
  private prepared = false;
  private stopped = false;
  private preparing: Promise<void> = Promise.resolve();

  constructor(
    private readonly catalogue: Catalogue,
    private readonly topology: Topology,
    @Inject(MESSAGING) private readonly messaging: Messaging,
  ) {}

  get ready(): boolean {
    return this.prepared;
  }

  /** Returns at once; what is needed may come later. */
  start(): void {
    this.preparing = this.prepare();
    void this.followReconnects();
  }

  async stop(): Promise<void> {
    this.stopped = true;
    await this.preparing;
  }

  private async prepare(): Promise<void> {
    while (!this.stopped && !this.prepared) {
      const read = await this.catalogue.refresh().then(
        () => true,
        () => false,
      );
      this.prepared = read && (await this.topology.ensure());
      if (!this.prepared) await new Promise((resolve) => setTimeout(resolve, retryMs));
    }
  }

  /** A NATS that comes back may have lost its streams. */
  private async followReconnects(): Promise<void> {
    for await (const { type } of this.messaging.connection.status()) {
      if (type === 'reconnect') await this.topology.ensure();
    }
  }
}
