import { newId } from '@imageai/api';
import { AppError } from '@imageai/errors';
import { Inject, Injectable } from '@nestjs/common';
import type { NewMessage } from '../outbox/outbox.repository.js';
import { CLOCK, type Clock } from '../tokens.js';
import { ChangePublisher } from './change-publisher.js';
import { eventMessage } from './generation.convert.js';
import { GenerationRepository, type SnapshotKey } from './generation.repository.js';
import { workMessage } from './image-work.convert.js';
import type { Change, Snapshot } from './transitions.js';

/** What a decision answers, and what it changes, if anything. */
export interface Decision<Answer> {
  readonly answer: Answer;
  readonly change?: Change | undefined;
}

/** Conflicts are changes of other processes: each of them is progress, so that this many in a row mean a bug. */
const maxConflicts = 100;

/** The one way in which a generation changes: read, decide, write by compare-and-set, and tell everybody. */
@Injectable()
export class GenerationStore {
  constructor(
    private readonly repository: GenerationRepository,
    private readonly publisher: ChangePublisher,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * Applies a decision to the present state; when another process was faster, it decides anew on what that one left.
   * @returns undefined when there is no such generation
   */
  async change<Answer>(
    key: SnapshotKey,
    decide: (snapshot: Snapshot, now: Date) => Decision<Answer>,
  ): Promise<Answer | undefined> {
    for (let conflicts = 0; conflicts < maxConflicts; conflicts++) {
      const snapshot = await this.repository.load(key);
      if (snapshot === undefined) return undefined;
      const now = this.clock.now();
      const { answer, change } = decide(snapshot, now);
      if (change === undefined) return answer;
      const messages = messagesOf(change, now);
      const committed = await this.repository.commit(change, messages);
      if (committed === undefined) continue;
      await this.publisher.publish(change, messages, committed);
      return answer;
    }
    throw new AppError('unavailable', {
      cause: new Error(`a generation changed ${maxConflicts} times under a change`),
    });
  }
}

function messagesOf(change: Change, now: Date): NewMessage[] {
  const work = change.dispatched.map((image) => workMessage(change.after.generation, image));
  return change.reached === undefined ? work : [...work, eventMessage(newId('evt'), change.after, now)];
}
