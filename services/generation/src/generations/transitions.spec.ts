import { describe, expect, it } from '@jest/globals';
import type { GenerationRow, ImageRow, ImageState } from '../db/schema.js';
import { endAll, handBack, lose, type Snapshot, start, store } from './transitions.js';

const now = new Date('2026-01-15T12:00:00Z');
const report = { workerId: 'w', storedAt: now, engineMs: 5 };

function snapshot(...statuses: ImageState[]): Snapshot {
  const generation = { id: 'gen', status: 'queued', version: 3, error_code: '', started_at: null, finished_at: null };
  return {
    generation: generation as GenerationRow,
    images: statuses.map(
      (status, index) =>
        ({
          id: `img_${index}`,
          index,
          status,
          attempt: 1,
          dispatches: 1,
          alone: false,
          worker_id: null,
          error_code: status === 'failed' ? 'internal_error' : '',
        }) as ImageRow,
    ),
  };
}

const image = (of: Snapshot, index = 0): ImageRow => of.images[index] as ImageRow;

describe('a generation', () => {
  it('runs with its first image', () => {
    const first = start(snapshot('dispatched', 'dispatched'), image(snapshot('dispatched')), 'w', now);
    expect(first.after.generation.status).toBe('running');
    expect(first.ended).toBeUndefined();
    const second = start(first.after, image(first.after, 1), 'w', now);
    expect(second.ended).toBeUndefined();
    expect(second.after.generation).toMatchObject({ status: 'running', version: now.getTime() + 1, started_at: now });
  });

  it('succeeds with the last image when any is stored, whatever became of the others', () => {
    for (const others of ['failed', 'cancelled', 'expired', 'stored'] as const) {
      const before = snapshot('running', others);
      expect(store(before, image(before), report, now)).toMatchObject({
        ended: 'succeeded',
        after: { generation: { error_code: '', finished_at: now } },
      });
    }
  });

  it('fails with the first error when no image is stored', () => {
    const before = snapshot('running', 'failed');
    const change = lose(
      before,
      image(before),
      { reason: 'x', errorCode: 'internal_error', alone: false, last: true },
      now,
    );
    expect(change).toMatchObject({ ended: 'failed', after: { generation: { error_code: 'internal_error' } } });
    expect(change.failed.map(({ id }) => id)).toEqual(['img_0']);
  });

  it('whose image is prohibited fails with that code, and leaves no dead letter to make it again from', () => {
    const before = snapshot('running');
    const loss = { reason: 'unsafe', errorCode: 'content_prohibited', alone: false, last: true } as const;
    const change = lose(before, image(before), loss, now);
    expect(change).toMatchObject({ ended: 'failed', after: { generation: { error_code: 'content_prohibited' } } });
    expect(change.failed).toEqual([]);
  });

  it('is cancelled or expired when that ended the rest and nothing is stored; succeeded when something is', () => {
    expect(endAll(snapshot('waiting', 'failed'), 'cancelled', now).ended).toBe('cancelled');
    const expired = endAll(snapshot('running', 'dispatched'), 'expired', now);
    expect(expired).toMatchObject({ ended: 'expired', after: { generation: { error_code: 'generation_timeout' } } });
    expect(expired.dropped).toHaveLength(2);
    expect(endAll(snapshot('stored', 'running'), 'expired', now).ended).toBe('succeeded');
  });
});

describe('an image', () => {
  it('that is lost gets another attempt and a new message; its error stays for operators', () => {
    const before = snapshot('running');
    const change = lose(
      before,
      { ...image(before), worker_id: 'w' },
      { reason: 'gone', errorCode: 'internal_error', alone: true, last: false },
      now,
    );
    expect(change.dispatched).toMatchObject([
      {
        attempt: 2,
        dispatches: 2,
        alone: true,
        status: 'dispatched',
        worker_id: null,
        lost_worker_id: 'w',
        reason: 'gone',
      },
    ]);
    expect(change.ended).toBeUndefined();
  });

  it('that is handed back keeps its attempt and gets a new message', () => {
    const before = snapshot('running');
    expect(handBack(before, image(before), now).dispatched).toMatchObject([
      { attempt: 1, dispatches: 2, alone: false },
    ]);
  });

  it('has no NUL in its reason, which Postgres would refuse', () => {
    const before = snapshot('running');
    const change = lose(
      before,
      image(before),
      { reason: 'a\0b', errorCode: 'internal_error', alone: false, last: true },
      now,
    );
    expect(change.after.images[0]?.reason).toBe('ab');
  });
});
