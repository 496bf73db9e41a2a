import { runWithRequestId } from '@imageai/telemetry';
import type { CallHandler, ExecutionContext, NestInterceptor } from '@nestjs/common';
import { Observable } from 'rxjs';
import { incomingMetadata, metadataKeys } from './metadata.js';

/** Carries the caller's request id into logs and into further calls. */
export class RequestIdInterceptor implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const requestId = incomingMetadata(context).get(metadataKeys.requestId)[0]?.toString();
    if (requestId === undefined) return next.handle();
    return new Observable((subscriber) => runWithRequestId(requestId, () => next.handle().subscribe(subscriber)));
  }
}
