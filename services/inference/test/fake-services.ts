import { createHash } from 'node:crypto';
import {
  type HandBackRequest,
  type HeartbeatRequest,
  ModelServiceService,
  type RegisterModelsRequest,
  type ReportFailedRequest,
  type ReportStartedRequest,
  type ReportStoredRequest,
  type WorkConsumer,
  WorkDecision,
  WorkerServiceService,
} from '@imageai/contracts/generation';
import {
  type DeleteImageRequest,
  ImageServiceService,
  InputServiceService,
  type ReadInputRequest,
  type ReadInputResponse,
  StoredImage,
  type StoreImageHeader,
  type StoreImageRequest,
} from '@imageai/contracts/storage';
import { AppError } from '@imageai/errors';
import { AllowCallers, createRpcServer, toServiceError } from '@imageai/rpc';
import { createLogger } from '@imageai/telemetry';
import { Controller, type INestMicroservice, Inject, Module } from '@nestjs/common';
import { GrpcMethod, GrpcStreamCall } from '@nestjs/microservices';
import { from, type Observable } from 'rxjs';

export const token = 'a-token-of-the-worker';
const STATE = Symbol('STATE');

/** What the fakes were told, and how they answer. */
export class FakeState {
  consumers: WorkConsumer[] = [];
  registrations: RegisterModelsRequest[] = [];
  started: ReportStartedRequest[] = [];
  heartbeats: HeartbeatRequest[] = [];
  stored: ReportStoredRequest[] = [];
  failed: ReportFailedRequest[] = [];
  handedBack: HandBackRequest[] = [];
  images = new Map<string, { header: StoreImageHeader; pixels: Buffer }>();
  deleted: DeleteImageRequest[] = [];
  /** By account and id. */
  inputs = new Map<string, { width: number; height: number; pixels: Buffer }>();
  drop = new Set<string>();
  dropAtHeartbeat = new Set<string>();
  notKept = new Set<string>();
  /** Each is thrown once by the method it names. */
  errors: { method: string; code: AppError['code'] }[] = [];
  /** Methods that answer only when the promise resolves. */
  gates = new Map<string, Promise<void>>();

  async enter(method: string): Promise<void> {
    await this.gates.get(method);
    const at = this.errors.findIndex((error) => error.method === method);
    const [error] = at === -1 ? [] : this.errors.splice(at, 1);
    if (error !== undefined) throw new AppError(error.code);
  }
}

@Controller()
@AllowCallers('inference')
class FakeController {
  constructor(@Inject(STATE) private readonly state: FakeState) {}

  @GrpcMethod('ModelService', 'registerModels')
  async registerModels(request: RegisterModelsRequest) {
    await this.state.enter('registerModels');
    this.state.registrations.push(request);
    return { consumers: this.state.consumers };
  }

  @GrpcMethod('WorkerService', 'reportStarted')
  async reportStarted(request: ReportStartedRequest) {
    await this.state.enter('reportStarted');
    this.state.started.push(request);
    const { WORK_DECISION_DROP, WORK_DECISION_CONTINUE } = WorkDecision;
    return { decision: this.state.drop.has(request.imageId) ? WORK_DECISION_DROP : WORK_DECISION_CONTINUE };
  }

  @GrpcMethod('WorkerService', 'heartbeat')
  async heartbeat(request: HeartbeatRequest) {
    await this.state.enter('heartbeat');
    this.state.heartbeats.push(request);
    return { dropImageIds: [...this.state.dropAtHeartbeat] };
  }

  @GrpcMethod('WorkerService', 'reportStored')
  async reportStored(request: ReportStoredRequest) {
    await this.state.enter('reportStored');
    this.state.stored.push(request);
    return { kept: !this.state.notKept.has(request.imageId) };
  }

  @GrpcMethod('WorkerService', 'reportFailed')
  async reportFailed(request: ReportFailedRequest) {
    await this.state.enter('reportFailed');
    this.state.failed.push(request);
    return {};
  }

  @GrpcMethod('WorkerService', 'handBack')
  async handBack(request: HandBackRequest) {
    await this.state.enter('handBack');
    this.state.handedBack.push(request);
    return {};
  }

  @GrpcStreamCall('ImageService', 'storeImage')
  async storeImage(
    call: AsyncIterable<StoreImageRequest>,
    callback: (error: unknown, response?: { image: object; encodeMs: number }) => void,
  ) {
    try {
      let header: StoreImageHeader | undefined;
      const parts: Uint8Array[] = [];
      for await (const { part } of call) {
        if (part?.$case === 'header') header = part.value;
        if (part?.$case === 'pixels') parts.push(part.value);
      }
      await this.state.enter('storeImage');
      if (header === undefined) throw new AppError('parameter_invalid');
      this.state.images.set(header.imageId, { header, pixels: Buffer.concat(parts) });
      callback(null, {
        image: StoredImage.fromPartial({ id: header.imageId, createdAt: new Date(1_000) }),
        encodeMs: 1,
      });
    } catch (error) {
      callback(toServiceError(error));
    }
  }

  @GrpcMethod('InputService', 'readInput')
  async readInput({ accountId, inputId: id }: ReadInputRequest): Promise<Observable<ReadInputResponse>> {
    await this.state.enter('readInput');
    const input = this.state.inputs.get(`${accountId} ${id}`);
    if (input === undefined) throw new AppError('not_found');
    const { pixels, width, height } = input;
    const half = pixels.length / 2;
    const known = { id, width, height, sourceWidth: width, sourceHeight: height, sha256: '' };
    return from([
      { part: { $case: 'input', value: known } },
      { part: { $case: 'pixels', value: pixels.subarray(0, half) } },
      { part: { $case: 'pixels', value: pixels.subarray(half) } },
    ] satisfies ReadInputResponse[]);
  }

  @GrpcMethod('ImageService', 'deleteImage')
  async deleteImage(request: DeleteImageRequest) {
    await this.state.enter('deleteImage');
    this.state.deleted.push(request);
    return {};
  }
}

@Module({})
class FakeModule {}

/** Generation and storage as one process that does as it is told. */
export async function startFakes(port: number, state = new FakeState()): Promise<INestMicroservice> {
  const app = await createRpcServer(
    { module: FakeModule, controllers: [FakeController], providers: [{ provide: STATE, useValue: state }] } as never,
    {
      host: '127.0.0.1',
      port,
      services: {
        'imageai.generation.v1.WorkerService': WorkerServiceService,
        'imageai.generation.v1.ModelService': ModelServiceService,
        'imageai.storage.v1.ImageService': ImageServiceService,
        'imageai.storage.v1.InputService': InputServiceService,
      },
      tokenHashes: { inference: createHash('sha256').update(token).digest('hex') },
      logger: createLogger('test', 'silent'),
    },
  );
  await app.listen();
  return app;
}
