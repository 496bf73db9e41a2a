import type { GenerationEvent } from '@imageai/contracts/generation';
import { decodeEvent } from './settlement.convert.js';
import type { SettlementService } from './settlement.service.js';

/** What settlement takes of the stream of events. */
export const settlementEvents = (settlement: Pick<SettlementService, 'handle'>) => ({
  durable: 'metering',
  decode: decodeEvent,
  handle: async (event: GenerationEvent | undefined): Promise<void> => event && settlement.handle(event),
});
