import { randomInt } from 'node:crypto';
import {
  type GenerateImageParameters,
  type GenerateImageResponse,
  maxSeed,
  newId,
  parseGenerateImage,
} from '@imageai/api';
import type { Generation } from '@imageai/contracts/generation';
import { AppError } from '@imageai/errors';
import { histogram } from '@imageai/telemetry';
import { Inject, Injectable } from '@nestjs/common';
import { AdmissionService } from '../admission/admission.service.js';
import { checkEntitlements } from '../admission/entitlements.js';
import type { Config } from '../config.js';
import { Drain } from '../drain/drain.js';
import { anySignal } from '../generations/any-signal.js';
import { GenerationWatcher } from '../generations/generation-watcher.js';
import { GenerationsService } from '../generations/generations.service.js';
import type { ApiCall } from '../http/api-call.js';
import { ModelCatalogue } from '../models/model-catalogue.js';
import { CONFIG } from '../tokens.js';
import { laneOf, toParameters, toResponse } from './generate-image.convert.js';

const accepted = histogram(
  'imageai_gateway_accept_seconds',
  'From the head of a request to its job being durable.',
  [],
  [0.001, 0.0015, 0.002, 0.0025, 0.003, 0.004, 0.005, 0.006, 0.008, 0.01, 0.015, 0.02, 0.03, 0.05, 0.1, 0.25, 1],
);

/** Generation ends what is late itself; only where it is away at that moment does the gateway end the wait. */
const deadlineGraceMs = 5_000;

/** From a body to stored images. Refusals are decided in the order of the contract, before anything is reserved. */
@Injectable()
export class GenerateImageService {
  constructor(
    private readonly admission: AdmissionService,
    private readonly generations: GenerationsService,
    private readonly watcher: GenerationWatcher,
    private readonly models: ModelCatalogue,
    private readonly drain: Drain,
    @Inject(CONFIG) private readonly config: Pick<Config, 'CDN_URL' | 'SYNC_DEADLINE_SECONDS'>,
  ) {}

  async generate(call: ApiCall, body: unknown): Promise<GenerateImageResponse> {
    const expiresAt = new Date(Date.now() + this.config.SYNC_DEADLINE_SECONDS * 1000);
    const parameters = parsed(body);
    await this.models.check(parameters);
    checkEntitlements(call.caller, parameters);
    const generation = await this.create(call, parameters, expiresAt);
    accepted.observe(call.elapsedMs / 1000);
    return toResponse(await this.wait(call, generation, expiresAt), this.config.CDN_URL);
  }

  private async create(call: ApiCall, sent: GenerateImageParameters, expiresAt: Date): Promise<Generation> {
    const { accountId, keyId, plan, limits } = call.caller;
    const generationId = newId('gen');
    const reservedAt = await this.admission.admit(call, generationId, sent.n);
    return this.generations.create({
      generationId,
      accountId,
      keyId,
      requestId: call.requestId,
      idempotencyKey: '',
      parameters: toParameters(sent, sent.seed ?? randomInt(maxSeed + 1), limits),
      images: sent.n,
      lane: laneOf(plan),
      concurrency: limits.concurrency,
      reservedAt,
      expiresAt,
      webhook: undefined,
    });
  }

  private async wait(call: ApiCall, generation: Generation, expiresAt: Date): Promise<Generation> {
    const { signal, dispose } = anySignal([call.closed, this.drain.timedOut], {
      afterMs: expiresAt.getTime() + deadlineGraceMs - Date.now(),
      reason: () => new AppError('generation_timeout'),
    });
    try {
      return await this.watcher.ended(generation, signal);
    } finally {
      dispose();
    }
  }
}

function parsed(body: unknown): GenerateImageParameters {
  const result = parseGenerateImage(body);
  if (result.ok) return result.value;
  const { code, message, param } = result.fault;
  throw new AppError(code, { message, ...(param !== null && { param }) });
}
