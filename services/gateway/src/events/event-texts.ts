import type { GenerationProgressData, GenerationQueuedData, GenerationRunningData } from '@imageai/api';
import type { Generation } from '@imageai/contracts/generation';
import type { ImageProgress } from '@imageai/contracts/inference';
import type { ImageUrls } from '@imageai/image-urls';
import { toAccepted, toResource } from '../generations/generation.convert.js';
import { toEventText } from '../http/event-stream.js';
import type { StateEvent } from './state-events.js';

/** What the links in a text are made with. */
export interface Links {
  readonly urls: ImageUrls;
  /** Where this client reaches the API. */
  readonly origin: string;
}

const progressTexts = new WeakMap<ImageProgress, string>();
const stateTexts = new WeakMap<Generation, Map<string, string>>();

/** Written once, for however many clients: it is the same object that all of them are told of. */
export function progressText(progress: ImageProgress): string {
  const known = progressTexts.get(progress);
  if (known !== undefined) return known;
  const { imageId, index, step, of, preview } = progress;
  const data: GenerationProgressData = {
    image_id: imageId,
    index,
    step,
    of,
    preview: preview.length > 0 ? Buffer.from(preview).toString('base64') : null,
  };
  const text = toEventText('progress', data);
  progressTexts.set(progress, text);
  return text;
}

export function stateText(generation: Generation, event: StateEvent, links: Links): string {
  const texts = stateTexts.get(generation) ?? new Map<string, string>();
  stateTexts.set(generation, texts);
  const name = `${event.id} ${links.origin}`;
  const text = texts.get(name) ?? toEventText(event.type, stateData(generation, event, links), event.id);
  texts.set(name, text);
  return text;
}

/** Where a queued generation stands by now. It has no number: there is nothing to be made up for once it is past. */
export const placeText = (generation: Generation): string => toEventText('queued', queuedData(generation));

function stateData(generation: Generation, { type }: StateEvent, { urls, origin }: Links): unknown {
  if (type === 'queued') return queuedData(generation);
  if (type === 'running') return runningData(generation);
  return toResource(generation, urls, origin);
}

function queuedData(generation: Generation): GenerationQueuedData {
  const { id, created_at, queue_position } = toAccepted(generation, '');
  const estimated_start_at = generation.estimatedStartAt?.toISOString() ?? null;
  return { id, status: 'queued', created_at, queue_position, estimated_start_at };
}

function runningData(generation: Generation): GenerationRunningData {
  const { id, created_at } = toAccepted(generation, '');
  return { id, status: 'running', created_at, started_at: generation.startedAt?.toISOString() ?? null };
}
