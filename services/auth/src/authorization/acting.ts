import type { Metadata } from '@grpc/grpc-js';
import { createParamDecorator, type ExecutionContext } from '@nestjs/common';

export type ActorKindKey = 'user' | 'key' | 'operator' | 'system' | 'anonymous';

/** What a key that acts may do itself: it cannot give more to another. */
export interface ActingKey {
  readonly accountId: string;
  readonly scopes: readonly string[];
  readonly expiresAt: Date | null;
  readonly restricted: boolean;
}

/** Who is behind a call, after it was authorised. */
export interface Acting {
  readonly kind: ActorKindKey;
  /** User or key id, name of an operator or service; empty for somebody unknown. */
  readonly id: string;
  /** IP address of the client; empty where unknown. */
  readonly address: string;
  readonly key?: ActingKey;
}

/** What the service does by itself, without being called. */
export const ownAct: Acting = { kind: 'system', id: 'auth', address: '' };

const actors = new WeakMap<Metadata, Acting>();

export const rememberActing = (metadata: Metadata, acting: Acting): void => {
  actors.set(metadata, acting);
};

/** A handler's parameter: who is behind the call. Only where the method is `Authorized`. */
export const By = createParamDecorator((_data: unknown, context: ExecutionContext): Acting => {
  const acting = actors.get(context.getArgByIndex<Metadata>(1));
  if (acting === undefined) throw new Error(`${context.getHandler().name} is not authorized`);
  return acting;
});
