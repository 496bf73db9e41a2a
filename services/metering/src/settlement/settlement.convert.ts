import { GenerationEvent, ImageStatus } from '@imageai/contracts/generation';
import { eventSubject } from '@imageai/contracts/subjects';
import type { SettleCommand } from './settlement.repository.js';

const terminal: ReadonlySet<string> = new Set([
  'generation.succeeded',
  'generation.failed',
  'generation.cancelled',
  'generation.expired',
]);

export const isTerminal = (event: GenerationEvent): boolean => terminal.has(event.type);

/**
 * Undefined for other kinds of events, which the stream has too. Throws for what should be one of a generation and is
 * not: it can never be handled, and belongs to the dead letters.
 */
export function decodeEvent(payload: Uint8Array, subject: string): GenerationEvent | undefined {
  if (!subject.startsWith(eventSubject('generation.'))) return undefined;
  const event = GenerationEvent.decode(payload);
  if (event.type === '' || !event.generation?.id || !event.generation.accountId) {
    throw new TypeError('not an event of a generation');
  }
  return event;
}

export function toSettleCommand({ generation, occurredAt }: GenerationEvent): SettleCommand {
  if (generation === undefined) throw new TypeError('not an event of a generation');
  const { parameters } = generation;
  const acceptedAt = generation.createdAt ?? occurredAt ?? new Date();
  return {
    generation_id: generation.id,
    account_id: generation.accountId,
    key_id: generation.keyId,
    month: acceptedAt.toISOString().slice(0, 7),
    accepted_at: acceptedAt.toISOString(),
    style: parameters?.style ?? '',
    size: parameters === undefined ? '' : `${parameters.width}x${parameters.height}`,
    model: generation.model,
    images: generation.images.map((image, place) => ({
      id: image.id,
      stored: image.status === ImageStatus.IMAGE_STATUS_STORED,
      reason: image.status.replace('IMAGE_STATUS_', '').toLowerCase(),
      place,
    })),
  };
}
