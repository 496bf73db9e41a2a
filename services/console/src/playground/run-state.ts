import type { GenerationEvent, GenerationResource } from '@imageai/client';
import { isTerminal } from '@imageai/client';
import type { Draft } from './draft.js';

/** How far one image has come, and how it looks so far. */
export interface Progress {
  readonly step: number;
  readonly of: number;
  /** A JPEG in base64; the latest that came. */
  readonly preview: string | undefined;
}

/** What became of the latest request of this page. */
export type RunState =
  | { readonly phase: 'idle' }
  | { readonly phase: 'asking' }
  | { readonly phase: 'refused'; readonly error: unknown }
  | Going
  | { readonly phase: 'ended'; readonly generation: GenerationResource };

export interface Going {
  readonly phase: 'going';
  readonly id: string;
  /** What was asked for, as far as this page knows: the form may say something else by now. */
  readonly draft: Draft | undefined;
  readonly isRunning: boolean;
  readonly isCancelling: boolean;
  /** Images ahead; undefined once it runs. */
  readonly ahead: number | undefined;
  readonly startsAt: string | undefined;
  /** By the image's place. */
  readonly progress: ReadonlyMap<number, Progress>;
  /** When the first step was told of, in milliseconds, and how many steps had been done: the speed follows from them. */
  readonly since: { readonly at: number; readonly steps: number } | undefined;
}

export type RunEvent =
  | { readonly type: 'asked' }
  | { readonly type: 'refused'; readonly error: unknown }
  | { readonly type: 'accepted'; readonly id: string; readonly draft?: Draft | undefined }
  | { readonly type: 'cancelling' }
  | { readonly type: 'heard'; readonly event: GenerationEvent; readonly at: number }
  | { readonly type: 'found'; readonly generation: GenerationResource };

export function reduceRun(state: RunState, event: RunEvent): RunState {
  switch (event.type) {
    case 'asked':
      return { phase: 'asking' };
    case 'refused':
      return { phase: 'refused', error: event.error };
    case 'accepted':
      return {
        phase: 'going',
        id: event.id,
        draft: event.draft,
        isRunning: false,
        isCancelling: false,
        ahead: undefined,
        startsAt: undefined,
        progress: new Map(),
        since: undefined,
      };
    case 'found':
      return isTerminal(event.generation.status) ? { phase: 'ended', generation: event.generation } : state;
    case 'cancelling':
      return state.phase === 'going' ? { ...state, isCancelling: true } : state;
    case 'heard':
      return state.phase === 'going' ? heard(state, event.event, event.at) : state;
  }
}

function heard(state: Going, event: GenerationEvent, at: number): RunState {
  switch (event.type) {
    case 'queued':
      return { ...state, ahead: event.data.queue_position, startsAt: event.data.estimated_start_at ?? undefined };
    case 'running':
      return { ...state, isRunning: true, ahead: undefined };
    case 'progress': {
      const { index, step, of, preview } = event.data;
      const before = state.progress.get(index)?.preview;
      const progress = new Map(state.progress).set(index, { step, of, preview: preview ?? before });
      return { ...state, isRunning: true, progress, since: state.since ?? { at, steps: stepsOf(progress) } };
    }
    default:
      return { phase: 'ended', generation: event.data };
  }
}

const stepsOf = (progress: ReadonlyMap<number, Progress>): number =>
  [...progress.values()].reduce((sum, { step }) => sum + step, 0);

/** By the speed so far; undefined as long as nothing can be said. */
export function secondsLeft({ progress, since }: Going, count: number, now: number): number | undefined {
  const steps = stepsOf(progress);
  const [first] = progress.values();
  if (since === undefined || first === undefined || steps <= since.steps) return undefined;
  const perStep = (now - since.at) / (steps - since.steps);
  return ((first.of * count - steps) * perStep) / 1000;
}
