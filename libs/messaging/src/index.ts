export { type NatsPermissions, type NatsService, natsPermissions, natsServices } from './access.js';
export {
  AccountRemoval,
  type AccountRemovalOptions,
  accountRemovalEvents,
  type DeletionConfirmation,
  type Removal,
  type RemovalStore,
} from './account-removal.js';
export { Messaging, type MessagingOptions } from './connection.js';
export { DurableConsumer, type DurableConsumerOptions } from './durable-consumer.js';
export { EventConsumer, type EventConsumerOptions } from './event-consumer.js';
export { ensureStreams, streams } from './streams.js';
