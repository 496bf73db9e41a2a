import type {
  AdmitRequest,
  AdmitResponse,
  GetLimitStatusRequest,
  GetLimitStatusResponse,
} from '@imageai/contracts/metering';
import { AppError } from '@imageai/errors';
import { counter } from '@imageai/telemetry';
import { Inject, Injectable } from '@nestjs/common';
import { Batcher } from '../batcher.js';
import { checkId } from '../checks.js';
import type { MeteringSettings } from '../settings.js';
import { SETTINGS } from '../tokens.js';
import { checkLimits, toAdmitResponse, toCommand, toLimitStatus } from './admission.convert.js';
import { AdmissionRepository, type AdmitCommand, type AdmitRow } from './admission.repository.js';

const admissions = counter('imageai_admissions_total', 'Requests that asked to be admitted, by outcome.', ['outcome']);

@Injectable()
export class AdmissionService {
  private readonly batcher: Batcher<AdmitCommand, AdmitRow>;

  constructor(
    private readonly repository: AdmissionRepository,
    @Inject(SETTINGS) settings: MeteringSettings,
  ) {
    this.batcher = new Batcher({
      run: (commands) => this.repository.admit(commands),
      lanes: 2,
      maxBatch: 64,
      timeoutMs: settings.admissionTimeoutMs,
    });
  }

  async admit(request: AdmitRequest): Promise<AdmitResponse> {
    const command = toCommand(request);
    const row = await this.batcher.add(command);
    admissions.inc({ outcome: row.outcome });
    return toAdmitResponse(row, { requestsPerMinute: command.per_minute, imagesPerMonth: command.per_month });
  }

  async status(request: GetLimitStatusRequest): Promise<GetLimitStatusResponse> {
    const accountId = checkId(request.accountId, 'account_id');
    const limits = checkLimits(request.limits);
    const row = await this.repository.status(accountId, limits.requestsPerMinute, limits.imagesPerMonth);
    if (row === undefined) throw new AppError('internal_error');
    return { status: toLimitStatus(row, limits) };
  }
}
