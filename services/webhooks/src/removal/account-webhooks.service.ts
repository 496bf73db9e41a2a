import { Injectable } from '@nestjs/common';
import { RemovalRepository } from './removal.repository.js';

const batchSize = 500;

/** Removes all that a deleted account had here: endpoints and secrets first, so that nothing more is planned for them. */
@Injectable()
export class AccountWebhooks {
  constructor(private readonly repository: RemovalRepository) {}

  async remove(accountId: string): Promise<boolean> {
    await this.repository.removeEndpoints(accountId);
    while (!(await this.repository.removeEvents(accountId, batchSize)));
    return true;
  }
}
