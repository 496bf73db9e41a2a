import { newId } from '@imageai/api';
import { AdmissionRefusal, type AdmitResponse } from '@imageai/contracts/metering';
import { AppError, errorRegistry } from '@imageai/errors';
import { Inject, Injectable } from '@nestjs/common';
import type { Config } from '../config.js';
import type { ApiCall } from '../http/api-call.js';
import { rateLimitHeaders, seconds } from '../http/rate-limit-headers.js';
import type { AdmissionClient } from '../peers/peers.js';
import { untilAvailable } from '../peers/until-available.js';
import { ADMISSION, CONFIG } from '../tokens.js';

/** Takes requests of the minute and reserves images of the month: one call to metering for each request. */
@Injectable()
export class AdmissionService {
  constructor(
    @Inject(ADMISSION) private readonly metering: AdmissionClient,
    @Inject(CONFIG) private readonly config: Pick<Config, 'PEER_PATIENCE_MS'>,
  ) {}

  /** Reserves images for a generation; when metering did so, by its clock. */
  async admit(call: ApiCall, generationId: string, images: number): Promise<Date> {
    const { outcome } = await this.ask(call, generationId, images, this.config.PEER_PATIENCE_MS);
    if (outcome?.$case === 'admission' && outcome.value.reservedAt !== undefined) return outcome.value.reservedAt;
    if (outcome?.$case === 'refusal' && outcome.value === AdmissionRefusal.ADMISSION_REFUSAL_MONTH) {
      throw new AppError('monthly_quota_exceeded');
    }
    if (outcome?.$case === 'refusal' && outcome.value === AdmissionRefusal.ADMISSION_REFUSAL_KEY_MONTH) {
      throw new AppError('monthly_quota_exceeded', {
        message: 'The images that this API key may make in this month are used up.',
      });
    }
    throw new AppError('internal_error', { cause: new Error('metering answered neither admission nor refusal') });
  }

  /**
   * What to answer to a request that cannot be served in time: it takes one of the minute and no images, and the refusals
   * that come before its own stand.
   */
  async overloaded(call: ApiCall, images: number, refusal: AppError): Promise<AppError> {
    const { status } = await this.ask(call, newId('gen'), 0, this.config.PEER_PATIENCE_MS);
    const remaining = status?.images?.remaining ?? images;
    return remaining < images ? new AppError('monthly_quota_exceeded') : refusal;
  }

  /**
   * What to answer to a request that is refused: it takes one of the minute too, and where there is none, that is the
   * answer. Other faults of a request come before metering being away, so then its own refusal stands.
   */
  async refused(call: ApiCall, refusal: AppError): Promise<AppError> {
    const isClientFault = errorRegistry[refusal.code].httpStatus < 500;
    if (!call.admissionDue || !isClientFault) return refusal;
    try {
      await this.ask(call, newId('gen'), 0, 0);
      return refusal;
    } catch (error) {
      return error instanceof AppError && error.code === 'rate_limit_exceeded' ? error : refusal;
    }
  }

  /** Sets the headers of an answer that takes nothing. */
  async showStatus(call: ApiCall): Promise<void> {
    const { accountId, limits } = call.caller;
    const { status } = await this.metering.getLimitStatus({ accountId, limits });
    if (status !== undefined) call.setHeaders(rateLimitHeaders(status, new Date()));
  }

  private async ask(call: ApiCall, generationId: string, images: number, patienceMs: number): Promise<AdmitResponse> {
    call.admissionDue = false;
    const { accountId, keyId, limits, restrictions: keyLimits } = call.caller;
    const answer = await untilAvailable(patienceMs, () =>
      this.metering.admit({ accountId, keyId, generationId, images, limits, keyLimits }),
    );
    const { outcome, status } = answer;
    if (status !== undefined) call.setHeaders(rateLimitHeaders(status, new Date()));
    if (outcome?.$case !== 'refusal') return answer;
    const message = {
      [AdmissionRefusal.ADMISSION_REFUSAL_MINUTE as string]: `Rate limit exceeded: your account may make ${limits.requestsPerMinute} requests a minute.`,
      [AdmissionRefusal.ADMISSION_REFUSAL_KEY_MINUTE as string]: `Rate limit exceeded: this API key may make ${keyLimits?.requestsPerMinute} requests a minute.`,
    }[outcome.value];
    if (message !== undefined) {
      throw new AppError('rate_limit_exceeded', {
        message,
        retryAfterSeconds: Math.max(1, seconds(status?.requests?.retryAfterMs ?? 0)),
      });
    }
    return answer;
  }
}
