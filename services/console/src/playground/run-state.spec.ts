import type { GenerationEvent, GenerationResource } from '@imageai/client';
import { describe, expect, it } from '@jest/globals';
import { emptyDraft } from './draft.js';
import { type Going, type RunState, reduceRun, secondsLeft } from './run-state.js';

const progress = (index: number, step: number, preview: string | null = null) =>
  ({ type: 'progress', data: { image_id: 'img_1', index, step, of: 20, preview } }) as const;
const hear = (state: RunState, event: unknown, at = 0): RunState =>
  reduceRun(state, { type: 'heard', event: event as GenerationEvent, at });
const going = (): Going => reduceRun({ phase: 'asking' }, { type: 'accepted', id: 'gen_1' }) as Going;

describe('a picture under way', () => {
  it('moves forward in the queue, and leaves it when it runs', () => {
    const queued = hear(going(), { type: 'queued', id: '1', data: { queue_position: 1, estimated_start_at: null } });
    expect(queued).toMatchObject({ ahead: 1, isRunning: false });
    expect(hear(queued, { type: 'running', id: '2', data: {} })).toMatchObject({ ahead: undefined, isRunning: true });
  });

  it('keeps what was asked for, whatever becomes of the form', () => {
    const draft = { ...emptyDraft, width: 1920 } as const;
    const state = reduceRun({ phase: 'asking' }, { type: 'accepted', id: 'gen_1', draft });
    expect(hear(state, progress(0, 1))).toMatchObject({ draft });
  });

  it('keeps its latest preview over steps that bring none', () => {
    const state = hear(hear(going(), progress(0, 3, 'jpeg')), progress(0, 4)) as Going;
    expect(state.progress.get(0)).toEqual({ step: 4, of: 20, preview: 'jpeg' });
  });

  it('tells the time left by the speed since the first step that was heard of', () => {
    const first = hear(going(), progress(0, 5), 1_000) as Going;
    expect(secondsLeft(first, 1, 1_000)).toBeUndefined();
    const later = hear(first, progress(0, 10), 2_000) as Going;
    expect(secondsLeft(later, 1, 2_000)).toBe(2);
    expect(secondsLeft(later, 2, 2_000)).toBe(6);
  });

  it('ends as the server says, and hears nothing of itself after that', () => {
    const generation = { id: 'gen_1', status: 'cancelled' } as GenerationResource;
    const ended = hear(going(), { type: 'cancelled', id: '3', data: generation });
    expect(ended).toEqual({ phase: 'ended', generation });
    expect(hear(ended, progress(0, 6))).toBe(ended);
  });

  it('that was refused says why', () => {
    const error = new Error('no');
    expect(reduceRun({ phase: 'asking' }, { type: 'refused', error })).toEqual({ phase: 'refused', error });
  });
});
