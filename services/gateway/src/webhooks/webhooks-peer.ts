import { Inject, Injectable } from '@nestjs/common';
import type { Config } from '../config.js';
import { refusalsBy } from '../peers/refusals.js';
import { untilAvailable } from '../peers/until-available.js';
import { CONFIG } from '../tokens.js';

const refusalOf = refusalsBy({ endpoint_id: 'id', delivery_id: 'id' });

/** Calls to the webhooks service: its refusals, which are errors there, are the client's answers here. */
@Injectable()
export class WebhooksPeer {
  constructor(@Inject(CONFIG) private readonly config: Pick<Config, 'PEER_PATIENCE_MS'>) {}

  /**
   * Asks again while the service is away. A rotation that happens twice is harmless: what is shown is the newest
   * secret, and all of them sign until the overlap ends.
   */
  ask<Answer>(call: () => Promise<Answer>): Promise<Answer> {
    return untilAvailable(this.config.PEER_PATIENCE_MS, call, refusalOf);
  }
}
