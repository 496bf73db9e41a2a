import type {
  ListModelsResponse,
  Model,
  RegisterModelsRequest,
  RegisterModelsResponse,
} from '@imageai/contracts/generation';
import { lanes, workConsumer, workStream } from '@imageai/contracts/subjects';
import { AppError } from '@imageai/errors';
import { ensureStreams, type Messaging } from '@imageai/messaging';
import { Inject, Injectable } from '@nestjs/common';
import type { ModelRow } from '../db/schema.js';
import { CLOCK, type Clock, MESSAGING } from '../tokens.js';
import { Catalogue, systemFingerprint } from './catalogue.js';
import { ModelRepository, type NewModel } from './model.repository.js';
import { Topology } from './topology.js';

@Injectable()
export class ModelService {
  constructor(
    private readonly repository: ModelRepository,
    private readonly catalogue: Catalogue,
    private readonly topology: Topology,
    @Inject(MESSAGING) private readonly messaging: Messaging,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** The consumers exist when this answers: the worker pulls from them next. */
  async register({ workerId, models }: RegisterModelsRequest): Promise<RegisterModelsResponse> {
    const now = this.clock.now();
    await this.repository.register(
      workerId,
      models.map((model) => toRow(model, now)),
      now,
    );
    await this.catalogue.refresh();
    const usable = models.filter((model) => model.unusableReason === '');
    try {
      await ensureStreams(this.messaging);
      for (const model of usable) await this.topology.ensureConsumers(model.name);
    } catch (error) {
      throw new AppError('unavailable', { cause: error });
    }
    return {
      consumers: usable.flatMap(({ name }) =>
        lanes.map((lane) => ({ model: name, lane, stream: workStream, consumer: workConsumer(name, lane) })),
      ),
    };
  }

  async list(): Promise<ListModelsResponse> {
    await this.catalogue.refresh();
    return { models: this.catalogue.list().map(toModel) };
  }
}

const toRow = (model: Model, now: Date): NewModel => ({
  name: model.name,
  digest: model.digest,
  default_steps: model.defaultSteps,
  default_guidance_scale: model.defaultGuidanceScale,
  size_multiple: model.sizeMultiple,
  max_pixels: Number(model.maxPixels),
  unusable_reason: model.unusableReason,
  runtime: model.runtime,
  licence: model.licence,
  source: model.source,
  pipeline: model.pipeline,
  features: model.features,
  registered_at: now,
});

const toModel = (row: ModelRow): Model => ({
  name: row.name,
  digest: row.digest,
  defaultSteps: row.default_steps,
  defaultGuidanceScale: row.default_guidance_scale,
  sizeMultiple: row.size_multiple,
  maxPixels: BigInt(row.max_pixels),
  unusableReason: row.unusable_reason,
  runtime: row.runtime,
  licence: row.licence,
  source: row.source,
  pipeline: row.pipeline,
  features: row.features,
  registeredAt: row.registered_at,
  systemFingerprint: row.unusable_reason === '' ? systemFingerprint(row) : '',
});
