import type {
  AdmitRequest,
  AdmitResponse,
  GetLimitStatusRequest,
  GetLimitStatusResponse,
} from '@imageai/contracts/metering';
import { AllowCallers } from '@imageai/rpc';
import { Controller } from '@nestjs/common';
import { GrpcMethod } from '@nestjs/microservices';
import { AdmissionService } from './admission.service.js';

@Controller()
@AllowCallers('gateway')
export class AdmissionController {
  constructor(private readonly admission: AdmissionService) {}

  @GrpcMethod('AdmissionService', 'admit')
  admit(request: AdmitRequest): Promise<AdmitResponse> {
    return this.admission.admit(request);
  }

  @GrpcMethod('AdmissionService', 'getLimitStatus')
  getLimitStatus(request: GetLimitStatusRequest): Promise<GetLimitStatusResponse> {
    return this.admission.status(request);
  }
}
