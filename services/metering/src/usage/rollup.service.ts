import type {
  GetUsageRequest,
  GetUsageResponse,
  RebuildUsageRequest,
  RebuildUsageResponse,
} from '@imageai/contracts/metering';
import { AppError } from '@imageai/errors';
import { Injectable } from '@nestjs/common';
import { checkId, checkMonth, invalid } from '../checks.js';
import { periodsOf } from './periods.js';
import { groupColumn, sumOf, toPeriods } from './rollup.convert.js';
import { RollupRepository } from './rollup.repository.js';

/** What was used, from rollups that grow with the ledger and can be computed from it. */
@Injectable()
export class RollupService {
  constructor(private readonly repository: RollupRepository) {}

  async usage(request: GetUsageRequest): Promise<GetUsageResponse> {
    const accountId = checkId(request.accountId, 'account_id');
    const groupBy = groupColumn(request.groupBy);
    const { bucket, periods: asked } = periodsOf(request.bucket, request.start, request.end);
    const [start, end] = [asked[0]?.start, asked.at(-1)?.end];
    if (start === undefined || end === undefined) throw invalid('end', 'end must be after start.');
    const rows = await this.repository.usage({ accountId, bucket, start, end, groupBy });
    const periods = toPeriods(asked, rows, groupBy !== undefined);
    return { periods, total: sumOf(periods.flatMap(({ sums }) => sums ?? [])) };
  }

  async rebuild(request: RebuildUsageRequest): Promise<RebuildUsageResponse> {
    const row = await this.repository.rebuild(checkId(request.accountId, 'account_id'), checkMonth(request.month));
    if (row === undefined) throw new AppError('internal_error');
    return {
      before: { images: row.images_before, givenBack: row.given_back_before, requests: row.requests_before },
      after: { images: row.images_after, givenBack: row.given_back_after, requests: row.requests_after },
      wrongRows: row.wrong,
    };
  }
}
