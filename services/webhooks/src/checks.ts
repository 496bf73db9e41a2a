import { isWebhookEventType, webhookEventTypes } from '@imageai/api';
import { AppError } from '@imageai/errors';

export const invalid = (param: string, message: string): AppError =>
  new AppError('parameter_invalid', { message, param });

/** An id that another service made: this one keeps it and compares it, and asks no more of its form than that. */
export function checkAccountId(id: string): string {
  if (/^[\x21-\x7e]{1,100}$/.test(id)) return id;
  throw invalid('account_id', 'account_id must have 1 to 100 printable characters.');
}

export function checkEventTypes(types: readonly string[]): string[] {
  const unknown = types.find((type) => !isWebhookEventType(type));
  if (unknown === undefined) return [...new Set(types)];
  throw invalid('event_types', `event_types must be among ${webhookEventTypes.join(', ')}.`);
}

const maxDescriptionLength = 500;

export function checkDescription(description: string): string {
  if (description.length > maxDescriptionLength || /[\p{Cc}\p{Cs}]/u.test(description)) {
    const message = `description must have at most ${maxDescriptionLength} characters, and no control characters.`;
    throw invalid('description', message);
  }
  return description;
}

const maxOverlapSeconds = 7 * 24 * 60 * 60;

export function checkOverlap(seconds: number): number {
  if (seconds <= maxOverlapSeconds) return seconds;
  throw invalid('overlap_seconds', `overlap_seconds must be at most ${maxOverlapSeconds}.`);
}
