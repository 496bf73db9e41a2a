import type { Generation, Model } from '@imageai/contracts/generation';
import { AppError, errorRegistry } from '@imageai/errors';
import { Injectable } from '@nestjs/common';
import type { ApiCall } from '../http/api-call.js';
import { ModelCatalogue } from '../models/model-catalogue.js';
import { Acceptor } from './acceptor.service.js';
import type { Order, Wanted, WantedSource } from './order.js';
import { SourceInputs } from './source-inputs.service.js';

/** What is made anew where the client does not say, as diffusers has it: with a mask, all that it shows. */
const defaultStrength = 0.8;

/**
 * The way of orders that may begin with a picture: it is checked and kept before all else, as what is wrong with it is
 * wrong with the body, and given up where no job was made of it.
 */
@Injectable()
export class SourceAcceptor {
  constructor(
    private readonly acceptor: Acceptor,
    private readonly models: ModelCatalogue,
    private readonly inputs: SourceInputs,
  ) {}

  async accept(call: ApiCall, order: Order, source: WantedSource | undefined): Promise<Generation> {
    if (source === undefined) return this.acceptor.accept(call, order);
    const model = await this.modelFor(order.wanted, source);
    const strength = strengthOf(source);
    checkSteps(order.wanted.numInferenceSteps ?? model.defaultSteps, strength);
    const { accountId } = call.caller;
    const expiresAt = new Date(Date.now() + order.expiresInSeconds * 1_000);
    const { size, ...kept } = await this.inputs.keep({ accountId, source, wanted: order.wanted, model, expiresAt });
    const wanted = { ...order.wanted, ...size, source: { ...kept, strength } };
    try {
      const generation = await this.acceptor.accept(call, { ...order, wanted });
      // A repetition: the first request's picture is the one that is used.
      if (generation.parameters?.source?.imageInputId !== kept.imageInputId) await this.inputs.discard(accountId, kept);
      return generation;
    } catch (error) {
      // Where it is in doubt whether a job was made of it, it stays until its time is over.
      if (isRefusal(error)) await this.inputs.discard(accountId, kept);
      throw error;
    }
  }

  private async modelFor(wanted: Wanted, { mask }: WantedSource): Promise<Model> {
    await this.models.check(wanted, mask === undefined ? 'image-to-image' : 'inpainting');
    const model = await this.models.find(wanted.model);
    if (model !== undefined) return model;
    throw new AppError('unavailable', { cause: new Error('the catalogue of models cannot be asked') });
  }
}

const strengthOf = ({ strength, mask }: WantedSource): number => strength ?? (mask === undefined ? defaultStrength : 1);

/** The steps that are made are those that the strength leaves. */
function checkSteps(steps: number, strength: number): void {
  if (Math.floor(steps * strength) >= 1) return;
  throw new AppError('parameter_invalid', {
    param: 'strength',
    message: `Invalid parameter: strength must leave at least one step, and ${strength} of ${steps} leaves none`,
  });
}

const isRefusal = (error: unknown): boolean => errorRegistry[AppError.from(error).code].httpStatus < 500;
