import { Inject, Injectable } from '@nestjs/common';
import { Relay } from '../outbox/relay.js';
import { CLOCK, type Clock } from '../tokens.js';
import { ChangeNotifier } from '../watch/change-notifier.js';
import { DispatchRepository } from './dispatch.repository.js';
import { workMessage } from './image-work.convert.js';

/** Lets waiting images go where an account has room. */
@Injectable()
export class Dispatcher {
  constructor(
    private readonly repository: DispatchRepository,
    private readonly relay: Relay,
    private readonly notifier: ChangeNotifier,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async dispatch(accountId: string): Promise<void> {
    const messages = await this.repository.dispatch(accountId, this.clock.now(), workMessage);
    this.relay.send(messages);
    for (const id of new Set(messages.map((message) => message.generation_id))) this.notifier.changed(id);
  }

  /** Accounts that a crash left with room and waiting images. */
  async sweep(): Promise<void> {
    for (const accountId of await this.repository.dispatchable(100)) await this.dispatch(accountId);
  }
}
