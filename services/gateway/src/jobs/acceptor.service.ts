import { randomInt } from 'node:crypto';
import { maxSeed, newId } from '@imageai/api';
import type { Generation } from '@imageai/contracts/generation';
import { histogram } from '@imageai/telemetry';
import { Injectable } from '@nestjs/common';
import { AdmissionService } from '../admission/admission.service.js';
import { checkEntitlements } from '../admission/entitlements.js';
import type { ApiCall } from '../http/api-call.js';
import { ModelCatalogue } from '../models/model-catalogue.js';
import { ModerationService } from '../moderation/moderation.service.js';
import { JobCreation } from './job-creation.service.js';
import { laneOf, type Order, toParameters } from './order.js';

const accepted = histogram(
  'imageai_gateway_accept_seconds',
  'From the head of a request to its job being durable.',
  [],
  [0.001, 0.0015, 0.002, 0.0025, 0.003, 0.004, 0.005, 0.006, 0.008, 0.01, 0.015, 0.02, 0.03, 0.05, 0.1, 0.25, 1],
);

/** The one way by which an order becomes a job. Refusals are decided in the order of the contract, before anything is reserved. */
@Injectable()
export class Acceptor {
  constructor(
    private readonly admission: AdmissionService,
    private readonly jobs: JobCreation,
    private readonly models: ModelCatalogue,
    private readonly moderation: ModerationService,
  ) {}

  async accept(call: ApiCall, order: Order): Promise<Generation> {
    const expiresAt = new Date(Date.now() + order.expiresInSeconds * 1000);
    const { accountId, keyId, plan, limits } = call.caller;
    await this.models.check(order.wanted);
    checkEntitlements(call.caller, order);
    await this.moderation.check(order.wanted.prompt, call.caller);
    const generationId = newId('gen');
    const reservedAt = await this.admission.admit(call, generationId, order.images);
    const generation = await this.jobs.create({
      generationId,
      accountId,
      keyId,
      requestId: call.requestId,
      idempotencyKey: '',
      idempotencyRoute: '',
      parameters: toParameters(order.wanted, randomInt(maxSeed + 1), limits),
      images: order.images,
      lane: laneOf(plan),
      concurrency: limits.concurrency,
      reservedAt,
      expiresAt,
      webhook: order.webhook,
    });
    accepted.observe(call.elapsedMs / 1000);
    return generation;
  }
}
