import type { GenerationStatusName } from '@imageai/api';
import type { Generation } from '@imageai/contracts/generation';
import { statusName } from '../generations/generation.convert.js';
import { hasEnded } from '../jobs/generation-watcher.js';

/** A state that a generation has reached. */
export interface StateEvent {
  readonly id: number;
  readonly type: GenerationStatusName;
}

const queuedId = 1;
const runningId = 2;
const endedId = 3;

/**
 * The states that a generation has reached, in order. The number of each follows from the state alone: whichever process
 * tells of it, now or later, gives it the same one, and `Last-Event-ID` means the same everywhere.
 */
export function statesOf(generation: Generation): readonly StateEvent[] {
  const type = statusName(generation);
  const ended = hasEnded(generation);
  return [
    { id: queuedId, type: 'queued' },
    ...(generation.startedAt !== undefined || type === 'running' ? [{ id: runningId, type: 'running' } as const] : []),
    ...(ended ? [{ id: endedId, type }] : []),
  ];
}

/** How far a generation has come: of two views the one with the higher number is the later. */
export const latestStateId = (generation: Generation): number => statesOf(generation).at(-1)?.id ?? queuedId;

/** Whoever has seen this one has seen all. */
export const isLastStateId = (id: number): boolean => id >= endedId;
