import type { GenerationStatusName } from '@imageai/api';
import type { ServerSentEvent } from './server-sent-events.js';

/** One image of a generation came a step further. */
export interface ProgressEvent {
  readonly type: 'progress';
  readonly id?: undefined;
  readonly data: {
    /** Which image, from 0. */
    readonly index: number;
    /** Denoising steps done. */
    readonly step: number;
    /** Denoising steps in all. */
    readonly of: number;
    /** A small JPEG as base64, where the model shows one. */
    readonly preview?: string | null;
  };
}

/** A generation came to stand somewhere else. */
export interface StateEvent {
  readonly type: GenerationStatusName;
  /** Where a stream can be taken up again. */
  readonly id: string;
  readonly data: { readonly id: string; readonly status: GenerationStatusName; readonly queue_position?: number };
}

export type GenerationEvent = StateEvent | ProgressEvent;

const terminal = ['succeeded', 'failed', 'cancelled', 'expired'] as const;
const known: readonly string[] = ['queued', 'running', 'progress', ...terminal];

export type TerminalStatus = (typeof terminal)[number];

export const isTerminal = (status: string): status is TerminalStatus =>
  (terminal as readonly string[]).includes(status);

/** Undefined for what a newer server may tell. */
export function toGenerationEvent({ event, data, id }: ServerSentEvent): GenerationEvent | undefined {
  if (!known.includes(event)) return undefined;
  const type = event as GenerationEvent['type'];
  return { type, ...(type !== 'progress' && { id }), data: JSON.parse(data) } as GenerationEvent;
}
