import type { GenerationEvent } from '@imageai/contracts/generation';
import { counter } from '@imageai/telemetry';
import { Injectable } from '@nestjs/common';
import { EventRepository } from './event.repository.js';

const received = counter('imageai_webhooks_events_total', 'Events received, each once.', ['type']);

/** Takes each event once. What is to be delivered for it will be decided here, in the same transaction. */
@Injectable()
export class EventService {
  constructor(private readonly repository: EventRepository) {}

  async handle({ id, type, occurredAt, generation }: GenerationEvent): Promise<void> {
    const isNew = await this.repository.insert({
      id,
      type,
      account_id: generation?.accountId ?? '',
      generation_id: generation?.id ?? '',
      occurred_at: occurredAt ?? new Date(),
    });
    if (isNew) received.inc({ type });
  }
}
