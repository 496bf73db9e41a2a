import { randomInt } from 'node:crypto';
import { maxSeed, newId } from '@imageai/api';
import type { Generation } from '@imageai/contracts/generation';
import { histogram } from '@imageai/telemetry';
import { Injectable } from '@nestjs/common';
import { AdmissionService } from '../admission/admission.service.js';
import { checkEntitlements } from '../admission/entitlements.js';
import type { ApiCall } from '../http/api-call.js';
import { type Claim, Idempotency } from '../idempotency/idempotency.service.js';
import { ModelCatalogue } from '../models/model-catalogue.js';
import { ModerationService } from '../moderation/moderation.service.js';
import { JobCreation } from './job-creation.service.js';
import { laneOf, type Order, toParameters } from './order.js';
import { QueueEstimates } from './queue-estimates.js';

const accepted = histogram(
  'imageai_gateway_accept_seconds',
  'From the head of a request to its job being durable.',
  [],
  [0.001, 0.0015, 0.002, 0.0025, 0.003, 0.004, 0.005, 0.006, 0.008, 0.01, 0.015, 0.02, 0.03, 0.05, 0.1, 0.25, 1],
);

/** What was decided of an order before its job is made. */
interface Accepting {
  readonly generationId: string;
  readonly expiresAt: Date;
  readonly model: string;
  readonly claim: Claim | undefined;
}

/** The one way by which an order becomes a job. Refusals are decided in the order of the contract, before anything is reserved. */
@Injectable()
export class Acceptor {
  constructor(
    private readonly admission: AdmissionService,
    private readonly jobs: JobCreation,
    private readonly models: ModelCatalogue,
    private readonly moderation: ModerationService,
    private readonly idempotency: Idempotency,
    private readonly estimates: QueueEstimates,
  ) {}

  async accept(call: ApiCall, order: Order): Promise<Generation> {
    const expiresAt = new Date(Date.now() + order.expiresInSeconds * 1000);
    const model = await this.models.check(order.wanted);
    const generationId = newId('gen');
    const taken = await this.idempotency.take(call, order, generationId);
    if ('replayed' in taken) return taken.replayed;
    try {
      return await this.make(call, order, { generationId, expiresAt, model, claim: taken.claim });
    } catch (error) {
      if (taken.claim !== undefined) await this.idempotency.release(taken.claim);
      throw error;
    }
  }

  private async make(
    call: ApiCall,
    order: Order,
    { generationId, expiresAt, model, claim }: Accepting,
  ): Promise<Generation> {
    const { accountId, keyId, plan, limits } = call.caller;
    const lane = laneOf(plan);
    checkEntitlements(call.caller, order, model);
    await this.moderation.check(order.wanted.prompt, call.caller);
    const late = await this.estimates.refusal(order.wanted.model, lane, order.expiresInSeconds);
    if (late !== undefined) throw await this.admission.overloaded(call, order.images, late);
    const reservedAt = await this.admission.admit(call, generationId, order.images);
    const generation = await this.jobs.create({
      generationId,
      accountId,
      keyId,
      requestId: call.requestId,
      idempotencyKey: claim?.key ?? '',
      idempotencyRoute: claim?.route ?? '',
      parameters: toParameters(order.wanted, randomInt(maxSeed + 1), call.caller),
      images: order.images,
      lane,
      concurrency: limits.concurrency,
      reservedAt,
      expiresAt,
      webhook: order.webhook,
    });
    accepted.observe(call.elapsedMs / 1000);
    return generation;
  }
}
