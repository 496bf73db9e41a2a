import type { UsageQuery, UsageReport } from '@imageai/api';
import { AppError } from '@imageai/errors';
import { Inject, Injectable } from '@nestjs/common';
import type { Config } from '../config.js';
import type { UsageClient } from '../peers/peers.js';
import { untilAvailable } from '../peers/until-available.js';
import { CONFIG, USAGE } from '../tokens.js';
import { toUsageReport, toUsageRequest } from './usage.convert.js';

/** What an account used, as metering has it. */
@Injectable()
export class UsageService {
  constructor(
    @Inject(USAGE) private readonly usage: UsageClient,
    @Inject(CONFIG) private readonly config: Pick<Config, 'PEER_PATIENCE_MS'>,
  ) {}

  async report(accountId: string, query: UsageQuery): Promise<UsageReport> {
    const request = toUsageRequest(accountId, query, new Date());
    const answer = await untilAvailable(this.config.PEER_PATIENCE_MS, () => this.usage.getUsage(request), refusalOf);
    return toUsageReport(query, answer);
  }
}

/** Metering knows how much of it can be asked for at once. */
function refusalOf({ code, message, param }: AppError): AppError | undefined {
  if (code !== 'parameter_invalid' || param === undefined) return undefined;
  return new AppError('parameter_invalid', { param, message: `Invalid parameter: ${message.replace(/\.$/, '')}` });
}
