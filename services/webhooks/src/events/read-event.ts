import { isWebhookEventType, type QuotaWarningData, quotaWarningData } from '@imageai/api';
import { GenerationEvent } from '@imageai/contracts/generation';
import { QuotaWarning } from '@imageai/contracts/metering';
import { eventSubject } from '@imageai/contracts/subjects';
import type { ImageUrls } from '@imageai/image-urls';
import type { AccountEvent } from './account-event.js';
import { generationResource } from './generation-resource.js';

type Reader = (payload: Uint8Array, urls: ImageUrls) => AccountEvent | undefined;

/** By the first word of the type: who publishes another kind of event adds its reader here. */
const readers: Readonly<Record<string, Reader>> = { generation: readGenerationEvent, quota: readQuotaWarning };

/**
 * What a message of the event stream tells an account; undefined where it is nothing that webhooks tell, as are
 * the states on the way and kinds that this version does not know. Throws where it cannot be read.
 */
export function readEvent(payload: Uint8Array, subject: string, urls: ImageUrls): AccountEvent | undefined {
  const type = subject.slice(eventSubject('').length);
  if (!isWebhookEventType(type)) return undefined;
  return readers[type.slice(0, type.indexOf('.'))]?.(payload, urls);
}

function readGenerationEvent(payload: Uint8Array, urls: ImageUrls): AccountEvent | undefined {
  const { id, type, occurredAt, generation } = GenerationEvent.decode(payload);
  if (id === '' || generation === undefined || occurredAt === undefined) throw new Error('an event without its parts');
  if (!isWebhookEventType(type)) return undefined;
  const { webhook } = generation;
  const wanted = webhook !== undefined && (webhook.eventTypes.length === 0 || webhook.eventTypes.includes(type));
  return {
    id,
    type,
    accountId: generation.accountId,
    generationId: generation.id,
    occurredAt,
    data: generationResource(generation, urls),
    ...(wanted && { requestUrl: webhook.url }),
  };
}

function readQuotaWarning(payload: Uint8Array): AccountEvent {
  const { id, occurredAt, accountId, month, percent, imagesUsed, imagesPerMonth } = QuotaWarning.decode(payload);
  if (id === '' || accountId === '' || occurredAt === undefined) throw new Error('an event without its parts');
  const data: QuotaWarningData = quotaWarningData.parse({
    month,
    percent,
    images_used: imagesUsed,
    images_per_month: imagesPerMonth,
  });
  return { id, type: 'quota.warning', accountId, generationId: '', occurredAt, data };
}
