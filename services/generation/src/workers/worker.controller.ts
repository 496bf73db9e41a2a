import type {
  HandBackRequest,
  HandBackResponse,
  HeartbeatRequest,
  HeartbeatResponse,
  ReportFailedRequest,
  ReportFailedResponse,
  ReportStartedRequest,
  ReportStartedResponse,
  ReportStoredRequest,
  ReportStoredResponse,
} from '@imageai/contracts/generation';
import { AllowCallers } from '@imageai/rpc';
import { Controller } from '@nestjs/common';
import { GrpcMethod } from '@nestjs/microservices';
import { WorkerService } from './worker.service.js';

@Controller()
@AllowCallers('inference')
export class WorkerController {
  constructor(private readonly workers: WorkerService) {}

  @GrpcMethod('WorkerService', 'reportStarted')
  async reportStarted(request: ReportStartedRequest): Promise<ReportStartedResponse> {
    return { decision: await this.workers.started(request) };
  }

  @GrpcMethod('WorkerService', 'heartbeat')
  async heartbeat(request: HeartbeatRequest): Promise<HeartbeatResponse> {
    return { dropImageIds: await this.workers.heartbeat(request) };
  }

  @GrpcMethod('WorkerService', 'reportStored')
  async reportStored(request: ReportStoredRequest): Promise<ReportStoredResponse> {
    return { kept: await this.workers.stored(request) };
  }

  @GrpcMethod('WorkerService', 'reportFailed')
  async reportFailed(request: ReportFailedRequest): Promise<ReportFailedResponse> {
    await this.workers.failed(request);
    return {};
  }

  @GrpcMethod('WorkerService', 'handBack')
  async handBack(request: HandBackRequest): Promise<HandBackResponse> {
    await this.workers.handBack(request);
    return {};
  }
}
