import { AppError } from '@imageai/errors';
import { type Logger, runWithRequestId } from '@imageai/telemetry';
import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { AllowedMethods } from './allowed-methods.js';
import { ClientGone } from './api-call.js';
import type { Door } from './door.js';
import { toPublicError } from './envelope.js';

/** The one place where anything thrown becomes an answer. */
@Catch()
export class PublicErrorFilter implements ExceptionFilter {
  constructor(
    private readonly door: Pick<Door, 'refused'>,
    private readonly methods: AllowedMethods,
    private readonly logger: Logger,
  ) {}

  catch(thrown: unknown, host: ArgumentsHost): Promise<void> {
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    return runWithRequestId(request.id, () => this.answer(thrown, request, reply));
  }

  private async answer(thrown: unknown, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    if (thrown instanceof ClientGone) {
      this.logger.info('the client went away');
      return;
    }
    const error = await this.door.refused(request.call, this.toAppError(thrown, request, reply));
    if (error.code === 'internal_error') this.logger.error({ err: error.cause ?? error }, 'a request failed');
    if (error.code === 'unavailable') this.logger.warn({ err: error.cause }, 'a request was refused as unavailable');
    const { status, headers, body } = toPublicError(error);
    await reply.code(status).headers(headers).send(body);
  }

  private toAppError(thrown: unknown, request: FastifyRequest, reply: FastifyReply): AppError {
    if (request.is404) {
      const allowed = this.methods.of(request.url);
      if (allowed.length === 0) return new AppError('not_found');
      reply.header('allow', allowed.join(', '));
      return new AppError('method_not_allowed');
    }
    return thrown instanceof AppError ? thrown : fromHttpException(thrown);
  }
}

/** Faults that Fastify finds in a request by itself reach the filter as Nest's exceptions. */
function fromHttpException(thrown: unknown): AppError {
  const status = thrown instanceof HttpException ? thrown.getStatus() : 500;
  if (status >= 500) return AppError.from(thrown);
  const code = status === 415 ? 'unsupported_media_type' : status === 404 ? 'not_found' : 'invalid_json';
  return new AppError(code, { cause: thrown });
}
