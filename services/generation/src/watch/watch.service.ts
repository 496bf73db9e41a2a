import type { WatchGenerationRequest, WatchGenerationResponse } from '@imageai/contracts/generation';
import { AppError } from '@imageai/errors';
import { Injectable } from '@nestjs/common';
import { Observable, Subject, takeUntil } from 'rxjs';
import { GenerationRepository } from '../generations/generation.repository.js';
import { GenerationService, own } from '../generations/generation.service.js';
import { RecentSnapshots } from '../generations/recent-snapshots.js';
import { isEnded, type Snapshot } from '../generations/transitions.js';
import { ChangeNotifier } from './change-notifier.js';

@Injectable()
export class WatchService {
  private readonly stopping = new Subject<never>();

  constructor(
    private readonly repository: GenerationRepository,
    private readonly recent: RecentSnapshots,
    private readonly generations: GenerationService,
    private readonly notifier: ChangeNotifier,
  ) {}

  /** The generation as it stands, then after each change that is newer, until a terminal state. */
  watch({ accountId, generationId, endedOnly }: WatchGenerationRequest): Observable<WatchGenerationResponse> {
    const watch = new Observable<WatchGenerationResponse>((subscriber) => {
      let version = -1;
      // One after the other: presenting may ask the database, and must not change the order.
      let chain: Promise<void> = Promise.resolve();
      const show = async (snapshot: Snapshot): Promise<void> => {
        if (subscriber.closed || snapshot.generation.version <= version) return;
        const generation =
          endedOnly && !isEnded(snapshot.generation) ? undefined : await this.generations.present(snapshot);
        // Only now: what could not be presented just now is not passed over, the next reading makes up for it.
        version = snapshot.generation.version;
        if (generation === undefined) return;
        subscriber.next({ generation });
        if (isEnded(snapshot.generation)) subscriber.complete();
      };
      const read = async (): Promise<void> => {
        if (!subscriber.closed) await show(own(await this.repository.load({ generationId }), accountId));
      };
      const queue = (work: () => Promise<void>): void => {
        // A later reading that fails is made up for by the next; only the first says that there is no such generation.
        chain = chain.then(work).catch((error) => (version < 0 ? subscriber.error(error) : undefined));
      };
      // Listening begins before the first reading, so that nothing falls between them.
      const stop = this.notifier.listen(generationId, ({ snapshot, version: seen = Number.POSITIVE_INFINITY }) => {
        if (snapshot === undefined) queue(async () => (seen > version ? read() : undefined));
        else if (snapshot.generation.account_id === accountId) queue(() => show(snapshot));
      });
      const recent = this.recent.get({ generationId });
      if (recent?.generation.account_id === accountId) queue(() => show(recent));
      else queue(read);
      return stop;
    });
    return watch.pipe(takeUntil(this.stopping));
  }

  /** Ends all watches as `unavailable`: their callers join again elsewhere. A server that drains waits for open calls. */
  stop(): void {
    this.stopping.error(new AppError('unavailable'));
  }

  /** The safety net: what changed unheard (a message lost, a replica killed) is read again. */
  async refresh(): Promise<void> {
    const watched = this.notifier.watched();
    if (watched.length === 0) return;
    for (const [id, version] of await this.repository.versions(watched)) this.notifier.seen(id, version);
  }
}
