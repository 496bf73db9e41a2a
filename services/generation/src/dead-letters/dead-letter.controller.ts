import type {
  ListDeadLettersRequest,
  ListDeadLettersResponse,
  RequeueDeadLetterRequest,
  RequeueDeadLetterResponse,
} from '@imageai/contracts/generation';
import { AllowCallers } from '@imageai/rpc';
import { Controller } from '@nestjs/common';
import { GrpcMethod } from '@nestjs/microservices';
import { DeadLetterService } from './dead-letter.service.js';

@Controller()
@AllowCallers('operator')
export class DeadLetterController {
  constructor(private readonly deadLetters: DeadLetterService) {}

  @GrpcMethod('DeadLetterService', 'listDeadLetters')
  listDeadLetters(request: ListDeadLettersRequest): Promise<ListDeadLettersResponse> {
    return this.deadLetters.list(request);
  }

  @GrpcMethod('DeadLetterService', 'requeueDeadLetter')
  async requeueDeadLetter({ imageId }: RequeueDeadLetterRequest): Promise<RequeueDeadLetterResponse> {
    return { generationId: await this.deadLetters.requeue(imageId) };
  }
}
