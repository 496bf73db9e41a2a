import type { GenerationEvent } from '@imageai/contracts/generation';
import { counter, type Logger } from '@imageai/telemetry';
import { Inject, Injectable } from '@nestjs/common';
import { Batcher } from '../batcher.js';
import { LOGGER } from '../tokens.js';
import { isTerminal, toSettleCommand } from './settlement.convert.js';
import { type SettleCommand, SettlementRepository, type SettleOutcome } from './settlement.repository.js';

const settlements = counter('imageai_settlements_total', 'Generations that ended, by what settling them did.', [
  'outcome',
]);

/** Charges what was stored and gives back the rest, once, however often and in whatever order events come. */
@Injectable()
export class SettlementService {
  private readonly batcher: Batcher<SettleCommand, SettleOutcome>;

  constructor(
    private readonly repository: SettlementRepository,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    this.batcher = new Batcher({ run: (commands) => this.repository.settle(commands), lanes: 2, maxBatch: 64 });
  }

  async handle(event: GenerationEvent): Promise<void> {
    if (!isTerminal(event)) return;
    const command = toSettleCommand(event);
    const outcome = await this.batcher.add(command);
    settlements.inc({ outcome });
    if (outcome !== 'unreserved') return;
    this.logger.warn({ generationId: command.generation_id }, 'a generation without a reservation was settled');
  }
}
