import { AppError } from '@imageai/errors';
import type { Logger } from '@imageai/telemetry';
import { type ArgumentsHost, Catch, type RpcExceptionFilter } from '@nestjs/common';
import { type Observable, of, throwError } from 'rxjs';
import { toServiceError } from './error-mapping.js';

/** The one place where a thrown error becomes a gRPC status; bugs are logged whole and answered without details. */
@Catch()
export class RpcErrorFilter implements RpcExceptionFilter {
  constructor(private readonly logger: Logger) {}

  catch(thrown: unknown, host: ArgumentsHost): Observable<unknown> {
    const error = AppError.from(thrown);
    if (error.code === 'internal_error') this.logger.error({ err: error.cause ?? error }, 'a call failed');
    // A stream call's handler answers by callback; an observable that fails would have no subscriber there.
    const callback = host.getArgByIndex(1);
    if (typeof callback === 'function') {
      callback(toServiceError(error));
      return of(undefined);
    }
    return throwError(() => toServiceError(error));
  }
}
