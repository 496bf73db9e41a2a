import type { Msg } from '@nats-io/nats-core';

/**
 * Says what became of a message. Where the connection is gone for good nobody can be told, and need not be: the message
 * comes again when its ack wait is over.
 */
export function answer(message: Msg, payload: string): void {
  try {
    message.respond(payload);
  } catch {
    // Closed.
  }
}
