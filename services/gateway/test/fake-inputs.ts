import type {
  DeleteInputsRequest,
  InputRefusal,
  StoredInput,
  StoreInputHeader,
  StoreInputRequest,
  StoreInputResponse,
} from '@imageai/contracts/storage';
import { AppError } from '@imageai/errors';
import { AllowCallers } from '@imageai/rpc';
import { Controller, Inject } from '@nestjs/common';
import { GrpcMethod, GrpcStreamCall } from '@nestjs/microservices';
import { FAKE } from './fake-server.js';

/** An input as it was sent: no picture is decoded here. */
export interface SentInput {
  readonly header: StoreInputHeader;
  readonly file: Buffer;
}

/** Takes whatever is sent, unless it is told to refuse it. */
export class FakeInputs {
  /** Every input that was ever kept. */
  readonly sent: SentInput[] = [];
  /** Ids of those that are there. */
  readonly kept = new Set<string>();
  /** By the kind of input; what is not here is taken. */
  readonly refusals = new Map<StoreInputHeader['kind'], InputRefusal>();
  /** Size of the pictures, by the kind of input. */
  readonly sizes = new Map<StoreInputHeader['kind'], { width: number; height: number }>();
  /** Images of accounts, as `account id`. */
  readonly images = new Set<string>();
  away = false;

  reset(): void {
    this.sent.length = 0;
    for (const each of [this.kept, this.refusals, this.sizes, this.images]) each.clear();
    this.away = false;
  }

  store(header: StoreInputHeader, file: Buffer): StoreInputResponse {
    if (this.away) throw new AppError('unavailable');
    const { imageId, accountId, kind } = header;
    if (imageId !== '' && !this.images.has(`${accountId} ${imageId}`)) throw new AppError('not_found');
    const refusal = this.refusals.get(kind);
    if (refusal !== undefined) return { result: { $case: 'refusal', value: refusal } };
    this.sent.push({ header, file });
    this.kept.add(header.inputId);
    return { result: { $case: 'input', value: this.inputOf(header) } };
  }

  private inputOf({ inputId, kind, fit }: StoreInputHeader): StoredInput {
    const source = this.sizes.get(kind) ?? { width: 640, height: 480 };
    const size = fit?.$case === 'size' ? fit.value : source;
    return { id: inputId, ...size, sourceWidth: source.width, sourceHeight: source.height, sha256: `of ${inputId}` };
  }
}

@Controller()
@AllowCallers('gateway')
export class InputsController {
  constructor(@Inject(FAKE) private readonly fake: { readonly inputs: FakeInputs }) {}

  @GrpcStreamCall('InputService', 'storeInput')
  async storeInput(
    call: AsyncIterable<StoreInputRequest>,
    answer: (error: null, response: StoreInputResponse) => void,
  ): Promise<void> {
    const parts: Uint8Array[] = [];
    let header: StoreInputHeader | undefined;
    for await (const { part } of call) {
      if (part?.$case === 'header') header = part.value;
      if (part?.$case === 'bytes') parts.push(part.value);
    }
    if (header === undefined) throw new AppError('internal_error');
    answer(null, this.fake.inputs.store(header, Buffer.concat(parts)));
  }

  @GrpcMethod('InputService', 'deleteInputs')
  deleteInputs({ inputIds }: DeleteInputsRequest) {
    for (const id of inputIds) this.fake.inputs.kept.delete(id);
    return {};
  }
}
