import type {
  GenerationProgressData,
  GenerationQueuedData,
  GenerationResource,
  GenerationRunningData,
  GenerationStatusName,
} from '@imageai/api';
import type { ServerSentEvent } from './server-sent-events.js';

/** One image of a generation came a step further. */
export interface ProgressEvent {
  readonly type: 'progress';
  readonly data: GenerationProgressData;
}

interface StateEvent<Status extends GenerationStatusName, Data> {
  readonly type: Status;
  /** Where a stream can be taken up again. */
  readonly id: string;
  readonly data: Data;
}

/** It waits; also told when its place in the queue moves. */
export type QueuedEvent = StateEvent<'queued', GenerationQueuedData>;
export type RunningEvent = StateEvent<'running', GenerationRunningData>;
/** It ended, and this is what became of it. */
export type EndEvent = StateEvent<TerminalStatus, GenerationResource>;

export type GenerationEvent = QueuedEvent | RunningEvent | ProgressEvent | EndEvent;

const terminal = ['succeeded', 'failed', 'cancelled', 'expired'] as const;
const known: readonly string[] = ['queued', 'running', 'progress', ...terminal];

export type TerminalStatus = (typeof terminal)[number];

export const isTerminal = (status: string): status is TerminalStatus =>
  (terminal as readonly string[]).includes(status);

export const isEnd = (event: GenerationEvent): event is EndEvent => isTerminal(event.type);

/** Undefined for what a newer server may tell. */
export function toGenerationEvent({ event, data, id }: ServerSentEvent): GenerationEvent | undefined {
  if (!known.includes(event)) return undefined;
  const type = event as GenerationEvent['type'];
  return { type, ...(type !== 'progress' && { id }), data: JSON.parse(data) } as GenerationEvent;
}
