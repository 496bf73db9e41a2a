import { counter, histogram, type Logger } from '@imageai/telemetry';
import { Inject, Injectable } from '@nestjs/common';
import type { Clock } from '../clock.js';
import { Sender } from '../sending/sender.js';
import { CLOCK, LOGGER } from '../tokens.js';
import type { DueDelivery, Lease } from './due-delivery.js';
import { EndpointHealth } from './endpoint-health.js';
import { endingOf, isDelivered, type Outcome } from './outcome.js';
import { OutcomeRecorder } from './outcome-recorder.js';
import { type Receiver, ReceiverService } from './receiver.service.js';

const attempts = counter('imageai_webhooks_attempts_total', 'Tries, by what came of them.', ['outcome']);
const ended = counter('imageai_webhooks_deliveries_total', 'Deliveries that ended.', ['status']);
const latency = histogram(
  'imageai_webhooks_delivery_seconds',
  'From the event to its delivery, retries included.',
  [],
  [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 300, 3_600, 86_400],
);

const unsent: Readonly<Record<Exclude<Receiver['state'], 'ready'>, string>> = {
  deleted: 'The webhook endpoint was deleted.',
  disabled: 'The webhook endpoint is disabled. Enable it and replay the delivery.',
};

/** One try of a delivery: who gets it, the request, what came of it, and what that says of the endpoint. */
@Injectable()
export class DeliveryAttempt {
  constructor(
    private readonly receivers: ReceiverService,
    private readonly sender: Sender,
    private readonly recorder: OutcomeRecorder,
    private readonly health: EndpointHealth,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  async make(delivery: DueDelivery, lease: Lease): Promise<void> {
    const receiver = await this.receivers.of(delivery);
    if (receiver.state !== 'ready') return this.giveUp(delivery, lease, unsent[receiver.state]);
    // The process stood still meanwhile: another may have it by now.
    if (performance.now() > lease.beginBefore) return;
    const { url, secrets, failingSince } = receiver;
    const answer = await this.sender.send({ id: delivery.id, url, body: delivery.body, secrets });
    const ending = endingOf(delivery, answer, this.clock.now(), Math.random());
    await this.record({ deliveryId: delivery.id, leaseId: lease.id, url, answer, ...ending }, delivery, lease);
    if (delivery.endpointId !== null) await this.health.note(delivery.endpointId, answer, failingSince);
  }

  private giveUp(delivery: DueDelivery, lease: Lease, error: string): Promise<void> {
    const { id: deliveryId, url, step } = delivery;
    const endedAt = this.clock.now();
    const outcome = { deliveryId, leaseId: lease.id, url, answer: undefined, error, nextAt: null, endedAt, step };
    return this.record(outcome, delivery, lease);
  }

  private async record(outcome: Outcome, delivery: DueDelivery, lease: Lease): Promise<void> {
    const recorded = await this.recorder.record(outcome, lease.end);
    if (outcome.answer !== undefined) attempts.inc({ outcome: isDelivered(outcome) ? 'delivered' : 'failed' });
    if (!recorded) {
      this.logger.warn({ deliveryId: delivery.id }, 'the lease was over before the outcome was written');
      return;
    }
    if (isDelivered(outcome)) {
      latency.observe((outcome.endedAt.getTime() - delivery.occurredAt.getTime()) / 1_000);
      ended.inc({ status: 'delivered' });
    } else if (outcome.nextAt === null) ended.inc({ status: 'failed' });
  }
}
