import type { VerifyKeyRequest, VerifyKeyResponse } from '@imageai/contracts/auth';
import { AllowCallers } from '@imageai/rpc';
import { Controller } from '@nestjs/common';
import { GrpcMethod } from '@nestjs/microservices';
import { VerificationService } from './verification.service.js';

@Controller()
@AllowCallers('gateway', 'operator')
export class VerificationController {
  constructor(private readonly verification: VerificationService) {}

  @GrpcMethod('AuthService', 'verifyKey')
  verifyKey({ secret }: VerifyKeyRequest): Promise<VerifyKeyResponse> {
    return this.verification.verify(secret);
  }
}
