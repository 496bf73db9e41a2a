import { newId } from '@imageai/api';
import { AppError } from '@imageai/errors';
import { Inject, Injectable } from '@nestjs/common';
import type { NewMessage } from '../outbox/outbox.repository.js';
import { CLOCK, type Clock } from '../tokens.js';
import { ChangePublisher } from './change-publisher.js';
import { eventMessage } from './generation.convert.js';
import { GenerationRepository, type SnapshotKey } from './generation.repository.js';
import { workMessage } from './image-work.convert.js';
import { RecentSnapshots } from './recent-snapshots.js';
import type { Change, Snapshot } from './transitions.js';

/** What a decision answers, and what it changes, if anything. */
export interface Decision<Answer> {
  readonly answer: Answer;
  readonly change?: Change | undefined;
}

type Decide<Answer> = (snapshot: Snapshot, now: Date) => Decision<Answer>;

interface Attempt<Answer> {
  readonly answer: Answer;
  readonly changed: boolean;
  /** The snapshot was not the present any more. */
  readonly conflict: boolean;
}

/** Conflicts are changes of other processes: each of them is progress, so that this many in a row mean a bug. */
const maxConflicts = 100;

/** The one way in which a generation changes: read, decide, write by compare-and-set, and tell everybody. */
@Injectable()
export class GenerationStore {
  constructor(
    private readonly repository: GenerationRepository,
    private readonly publisher: ChangePublisher,
    private readonly recent: RecentSnapshots,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * Applies a decision to the present state; when another process was faster, it decides anew on what that one left.
   * @param startFrom `recent`: what this process remembers is tried first, and its write shows whether that was the
   *   present; a decision to change nothing shows no such thing, so it is made again on what the database holds
   * @returns undefined when there is no such generation
   */
  async change<Answer>(
    key: SnapshotKey,
    decide: Decide<Answer>,
    startFrom: 'present' | 'recent' = 'present',
  ): Promise<Answer | undefined> {
    const recent = startFrom === 'recent' ? this.recent.get(key) : undefined;
    if (recent !== undefined) {
      const attempt = await this.attempt(recent, decide);
      if (attempt.changed) return attempt.answer;
    }
    for (let conflicts = 0; conflicts < maxConflicts; conflicts++) {
      const snapshot = await this.repository.load(key);
      if (snapshot === undefined) return undefined;
      const attempt = await this.attempt(snapshot, decide);
      if (!attempt.conflict) return attempt.answer;
    }
    throw new AppError('unavailable', {
      cause: new Error(`a generation changed ${maxConflicts} times under a change`),
    });
  }

  private async attempt<Answer>(snapshot: Snapshot, decide: Decide<Answer>): Promise<Attempt<Answer>> {
    const now = this.clock.now();
    const { answer, change } = decide(snapshot, now);
    if (change === undefined) return { answer, changed: false, conflict: false };
    const messages = messagesOf(change, now);
    const committed = await this.repository.commit(change, messages);
    if (committed === undefined) {
      this.recent.forget(snapshot.generation.id);
      return { answer, changed: false, conflict: true };
    }
    await this.publisher.publish(change, messages, committed);
    return { answer, changed: true, conflict: false };
  }
}

function messagesOf(change: Change, now: Date): NewMessage[] {
  const work = change.dispatched.map((image) => workMessage(change.after.generation, image));
  return change.ended === undefined ? work : [...work, eventMessage(newId('evt'), change.after, now)];
}
