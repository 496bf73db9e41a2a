import {
  AdmissionRefusal,
  AdmissionServiceService,
  type AdmitRequest,
  type AdmitResponse,
  type GetBalanceRequest,
  type GetBalanceResponse,
  type GetLimitStatusResponse,
  type GetUsageRequest,
  type GetUsageResponse,
  type LimitStatus,
  UsageBucket,
  type UsagePeriod,
  UsageServiceService,
} from '@imageai/contracts/metering';
import { AppError } from '@imageai/errors';
import { AllowCallers } from '@imageai/rpc';
import { Controller, Inject } from '@nestjs/common';
import { GrpcMethod } from '@nestjs/microservices';
import { FAKE, FakeServer } from './fake-server.js';

const images = { limit: 2000, remaining: 1990, resetAt: new Date('2999-12-01T00:00:00Z') };
const status: LimitStatus = {
  requests: { limit: 30, remaining: 12, resetMs: 40_200, retryAfterMs: 0 },
  images,
};

/** Admits all, or refuses all, and remembers what it was asked. */
export class FakeMetering {
  readonly asked: AdmitRequest[] = [];
  refusal: AdmissionRefusal | undefined;
  reservedAt = new Date('2026-01-15T12:00:00Z');
  remainingImages = 1_990;

  admit(request: AdmitRequest): AdmitResponse {
    this.asked.push(request);
    if (
      this.refusal === undefined ||
      (request.images === 0 && this.refusal !== AdmissionRefusal.ADMISSION_REFUSAL_MINUTE)
    ) {
      return { outcome: { $case: 'admission', value: { reservedAt: this.reservedAt } }, status: this.status() };
    }
    const requests = { limit: 30, remaining: 0, resetMs: 59_000, retryAfterMs: 6_100 };
    return { outcome: { $case: 'refusal', value: this.refusal }, status: { ...this.status(), requests } };
  }

  getLimitStatus(): GetLimitStatusResponse {
    return { status: this.status() };
  }

  readonly usageAsked: GetUsageRequest[] = [];
  periods: UsagePeriod[] = [];
  away = false;

  getUsage(request: GetUsageRequest): GetUsageResponse {
    this.usageAsked.push(request);
    if (this.away) throw new AppError('unavailable');
    if (request.bucket === UsageBucket.USAGE_BUCKET_HOUR) {
      const message = 'end must be at most 31 days after start where bucket is hour.';
      throw new AppError('parameter_invalid', { param: 'end', message });
    }
    return { periods: this.periods, total: { images: 9, givenBack: 1, requests: 4 } };
  }

  getBalance({ accountId }: GetBalanceRequest): GetBalanceResponse {
    return { balance: { accountId, month: '2026-11', used: 7, reserved: 3 } };
  }

  private status(): LimitStatus {
    return { ...status, images: { ...images, remaining: this.remainingImages } };
  }
}

@Controller()
@AllowCallers('gateway')
class MeteringController {
  constructor(@Inject(FAKE) private readonly fake: FakeMetering) {}

  @GrpcMethod('AdmissionService', 'admit')
  admit(request: AdmitRequest): AdmitResponse {
    return this.fake.admit(request);
  }

  @GrpcMethod('AdmissionService', 'getLimitStatus')
  getLimitStatus(): GetLimitStatusResponse {
    return this.fake.getLimitStatus();
  }

  @GrpcMethod('UsageService', 'getUsage')
  getUsage(request: GetUsageRequest): GetUsageResponse {
    return this.fake.getUsage(request);
  }

  @GrpcMethod('UsageService', 'getBalance')
  getBalance(request: GetBalanceRequest): GetBalanceResponse {
    return this.fake.getBalance(request);
  }
}

export const startFakeMetering = () =>
  FakeServer.start(new FakeMetering(), MeteringController, {
    'imageai.metering.v1.AdmissionService': AdmissionServiceService,
    'imageai.metering.v1.UsageService': UsageServiceService,
  });
