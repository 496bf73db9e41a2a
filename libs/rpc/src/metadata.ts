import { Metadata } from '@grpc/grpc-js';
import type { ArgumentsHost } from '@nestjs/common';

/** gRPC metadata that every call between services carries. */
export const metadataKeys = {
  authorization: 'authorization',
  caller: 'x-imageai-caller',
  requestId: 'x-request-id',
  errorCode: 'x-imageai-error-code',
  errorParam: 'x-imageai-error-param',
  retryAfter: 'x-imageai-retry-after',
} as const;

/** The metadata of the call being handled: Nest passes it second, but hands stream calls over as (call, callback). */
export function incomingMetadata(host: ArgumentsHost): Metadata {
  const [call, second] = host.getArgs<[{ metadata?: Metadata }, unknown]>();
  if (second instanceof Metadata) return second;
  return call.metadata ?? new Metadata();
}

/** The service that called, whose token was checked before any controller saw the call. */
export const callerOf = (metadata: Metadata): string => metadata.get(metadataKeys.caller)[0]?.toString() ?? '';
