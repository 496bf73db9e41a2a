import type {
  DeleteInputsRequest,
  DeleteInputsResponse,
  ReadInputRequest,
  ReadInputResponse,
  StoreInputRequest,
  StoreInputResponse,
} from '@imageai/contracts/storage';
import { AllowCallers, type toServiceError } from '@imageai/rpc';
import { Controller, Inject } from '@nestjs/common';
import { GrpcMethod, GrpcStreamCall } from '@nestjs/microservices';
import { from, type Observable } from 'rxjs';
import type { StoredBytes } from '../backend/image-backend.js';
import type { Config } from '../config.js';
import { CONFIG } from '../tokens.js';
import { type HeldInput, toStoredInput } from './held-input.js';
import { readInput } from './input-upload.js';
import { InputsService } from './inputs.service.js';
import { PictureRefused } from './picture-reader.js';

type Answer = (error: ReturnType<typeof toServiceError> | null, response?: StoreInputResponse) => void;

@Controller()
@AllowCallers('gateway')
export class InputsController {
  constructor(
    private readonly inputs: InputsService,
    @Inject(CONFIG) private readonly config: Pick<Config, 'MAX_IMAGE_PIXELS'>,
  ) {}

  @GrpcStreamCall('InputService', 'storeInput')
  async storeInput(call: AsyncIterable<StoreInputRequest>, answer: Answer): Promise<void> {
    const upload = await readInput(call, this.config.MAX_IMAGE_PIXELS);
    try {
      answer(null, { result: { $case: 'input', value: toStoredInput(await this.inputs.store(upload)) } });
    } catch (error) {
      if (!(error instanceof PictureRefused)) throw error;
      answer(null, { result: { $case: 'refusal', value: error.refusal } });
    }
  }

  @GrpcMethod('InputService', 'readInput')
  @AllowCallers('inference')
  async readInput({ accountId, inputId }: ReadInputRequest): Promise<Observable<ReadInputResponse>> {
    const { input, pixels } = await this.inputs.open(accountId, inputId);
    return from(partsOf(input, pixels));
  }

  @GrpcMethod('InputService', 'deleteInputs')
  async deleteInputs({ accountId, inputIds }: DeleteInputsRequest): Promise<DeleteInputsResponse> {
    await this.inputs.delete(accountId, inputIds);
    return {};
  }
}

async function* partsOf(input: HeldInput, pixels: StoredBytes): AsyncGenerator<ReadInputResponse> {
  const bytes = pixels.stream({ start: 0, end: pixels.size - 1 });
  yield { part: { $case: 'input', value: toStoredInput(input) } };
  for await (const value of bytes) yield { part: { $case: 'pixels', value } };
}
