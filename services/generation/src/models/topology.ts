import { lanes, workConsumer, workStream, workSubject } from '@imageai/contracts/subjects';
import { ensureStreams, type Messaging } from '@imageai/messaging';
import type { Logger } from '@imageai/telemetry';
import { AckPolicy } from '@nats-io/jetstream';
import { Inject, Injectable } from '@nestjs/common';
import type { Config } from '../config.js';
import { CONFIG, LOGGER, MESSAGING } from '../tokens.js';
import { Catalogue } from './catalogue.js';

const maxAckPending = 10_000;

/** Streams and work consumers in JetStream; made again wherever NATS came back without its data. */
@Injectable()
export class Topology {
  private ensuring: Promise<boolean> | undefined;

  constructor(
    private readonly catalogue: Catalogue,
    @Inject(MESSAGING) private readonly messaging: Messaging,
    @Inject(CONFIG) private readonly config: Config,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** Makes what is missing; false when NATS did not let it. */
  async ensure(): Promise<boolean> {
    this.ensuring ??= this.make().finally(() => {
      this.ensuring = undefined;
    });
    return this.ensuring;
  }

  /** The consumers of a model, one a lane. All workers share them: a work queue refuses consumers that overlap. */
  async ensureConsumers(model: string): Promise<void> {
    await Promise.all(
      lanes.map((lane) =>
        this.messaging.manager.consumers.add(workStream, {
          durable_name: workConsumer(model, lane),
          filter_subject: workSubject(model, lane),
          ack_policy: AckPolicy.Explicit,
          ack_wait: this.config.ACK_WAIT_MS * 1e6,
          max_ack_pending: maxAckPending,
          // No max_deliver: a message that exhausted it would stay in the stream, given to nobody.
        }),
      ),
    );
  }

  private async make(): Promise<boolean> {
    try {
      await ensureStreams(this.messaging);
      await Promise.all(this.catalogue.usable().map((model) => this.ensureConsumers(model.name)));
      return true;
    } catch (error) {
      this.logger.warn({ err: error }, 'streams and consumers not made sure of, will try again');
      return false;
    }
  }
}
