import { Inject, Injectable } from '@nestjs/common';
import { Dispatcher } from '../generations/dispatcher.js';
import { GenerationService } from '../generations/generation.service.js';
import { IdempotencyService } from '../idempotency/idempotency.service.js';
import { CLOCK, type Clock } from '../tokens.js';
import { LossFinder } from './loss-finder.js';
import { SweepRepository } from './sweep.repository.js';

const batch = 200;

/**
 * Does what nobody will report any more: ends expired generations, gives lost images out again, lets waiting images go
 * that a crash left behind, and forgets old idempotency keys. Several replicas may do so at once: every change is a compare-and-set.
 */
@Injectable()
export class Sweeper {
  constructor(
    private readonly repository: SweepRepository,
    private readonly generations: GenerationService,
    private readonly losses: LossFinder,
    private readonly dispatcher: Dispatcher,
    private readonly keys: IdempotencyService,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async sweep(): Promise<void> {
    for (const id of await this.repository.expired(this.clock.now(), batch)) await this.generations.expire(id);
    await this.losses.sweep();
    await this.dispatcher.sweep();
    await this.keys.sweep();
  }
}
