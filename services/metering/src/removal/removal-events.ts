import { AccountEvent } from '@imageai/contracts/auth';
import { accountStream, accountSubjects } from '@imageai/contracts/subjects';
import type { RemovalService } from './removal.service.js';

/** What removal takes of the stream of accounts. */
export const removalEvents = (removal: RemovalService) => ({
  durable: 'metering_accounts',
  source: { stream: accountStream, subjects: accountSubjects },
  decode: decodeAccountEvent,
  handle: (event: AccountEvent): Promise<void> => removal.handle(event),
});

/** Throws for what is no event of an account: it belongs to the dead letters. */
function decodeAccountEvent(payload: Uint8Array): AccountEvent {
  const event = AccountEvent.decode(payload);
  if (event.type === '' || event.accountId === '') throw new TypeError('not an event of an account');
  return event;
}
