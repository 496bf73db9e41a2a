import { Metadata, type ServiceError, status } from '@grpc/grpc-js';
import { AppError, errorRegistry, isErrorCode } from '@imageai/errors';
import { metadataKeys } from './metadata.js';

/** What gRPC sends for a thrown value: the registry's status, public words, and the code as typed metadata. */
export function toServiceError(thrown: unknown): Pick<ServiceError, 'code' | 'details' | 'metadata'> {
  const error = AppError.from(thrown);
  const metadata = new Metadata();
  metadata.set(metadataKeys.errorCode, error.code);
  if (error.param !== undefined) metadata.set(metadataKeys.errorParam, error.param);
  if (error.retryAfterSeconds !== undefined) metadata.set(metadataKeys.retryAfter, String(error.retryAfterSeconds));
  return { code: errorRegistry[error.code].grpcStatus, details: error.message, metadata };
}

/** The AppError that a failed call stands for. One without a code never reached our own code on the other side. */
export function fromServiceError(error: ServiceError): AppError {
  const code = text(error.metadata, metadataKeys.errorCode);
  if (code !== undefined && isErrorCode(code)) {
    const retryAfter = text(error.metadata, metadataKeys.retryAfter);
    const param = text(error.metadata, metadataKeys.errorParam);
    return new AppError(code, {
      message: error.details,
      cause: error,
      ...(param !== undefined && { param }),
      ...(retryAfter !== undefined && { retryAfterSeconds: Number(retryAfter) }),
    });
  }
  const away = [status.UNAVAILABLE, status.DEADLINE_EXCEEDED, status.CANCELLED].includes(error.code);
  return new AppError(away ? 'unavailable' : 'internal_error', { cause: error });
}

const text = (metadata: Metadata | undefined, key: string): string | undefined => metadata?.get(key)[0]?.toString();
