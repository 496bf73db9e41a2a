import type {
  ClaimIdempotencyKeyRequest,
  ClaimIdempotencyKeyResponse,
  ReleaseIdempotencyKeyRequest,
  ReleaseIdempotencyKeyResponse,
} from '@imageai/contracts/generation';
import { AllowCallers } from '@imageai/rpc';
import { Controller } from '@nestjs/common';
import { GrpcMethod } from '@nestjs/microservices';
import { IdempotencyService } from './idempotency.service.js';

@Controller()
@AllowCallers('gateway')
export class IdempotencyController {
  constructor(private readonly keys: IdempotencyService) {}

  @GrpcMethod('GenerationService', 'claimIdempotencyKey')
  claimIdempotencyKey(request: ClaimIdempotencyKeyRequest): Promise<ClaimIdempotencyKeyResponse> {
    return this.keys.claim(request);
  }

  @GrpcMethod('GenerationService', 'releaseIdempotencyKey')
  async releaseIdempotencyKey(request: ReleaseIdempotencyKeyRequest): Promise<ReleaseIdempotencyKeyResponse> {
    await this.keys.release(request);
    return {};
  }
}
