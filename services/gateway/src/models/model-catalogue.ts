import { modelError } from '@imageai/api';
import type { Model, Parameters, SourceImage } from '@imageai/contracts/generation';
import { AppError } from '@imageai/errors';
import { Inject, Injectable } from '@nestjs/common';
import type { ModelsClient } from '../peers/peers.js';
import { MODELS } from '../tokens.js';

/** What a request asks of a model, as its features name it. */
export type Beginning = 'text-to-image' | 'image-to-image' | 'inpainting';

/** What is known is looked up again after this time, without anybody waiting for it. */
const maxAgeMs = 10_000;
/** An unknown name is looked up at once, but a flood of them asks no more often than this. */
const minAgeMs = 500;
const timeoutMs = 1_000;

/**
 * Which models there are, so that a request for another one is refused before images are reserved for it.
 * Generation decides in the end: while it cannot be asked, and while there is no model at all, nothing is refused here.
 */
@Injectable()
export class ModelCatalogue {
  private all: readonly Model[] = [];
  private usable: readonly Model[] = [];
  private askedAt = Number.NEGATIVE_INFINITY;
  private asking: Promise<void> | undefined;
  private answered = false;

  constructor(@Inject(MODELS) private readonly client: ModelsClient) {}

  /** The model that will make this, as far as it is known; throws `parameter_invalid` where none can. */
  async check(
    { model: name, width, height, source }: Pick<Parameters, 'model' | 'width' | 'height' | 'source'>,
    beginning = beginningOf(source),
  ): Promise<string> {
    const model = await this.find(name);
    if (model === undefined) return name;
    const { sizeMultiple, maxPixels } = model;
    if (width % sizeMultiple !== 0 || height % sizeMultiple !== 0 || width * height > maxPixels)
      throw sizeUnsupported();
    if (!canBegin(model, beginning)) throw sourceUnsupported(model, beginning, this.usable);
    return model.name;
  }

  /**
   * The model of this name, empty for the default; undefined while nothing is known of any model. Throws
   * `parameter_invalid` where there is no such model, or it cannot be used.
   */
  async find(name: string): Promise<Model | undefined> {
    if (this.known(name) === undefined && this.age() > minAgeMs) await this.refresh();
    else if (this.age() > maxAgeMs) void this.refresh();
    const model = this.known(name);
    if (model === undefined && this.usable.length > 0) throw modelUnknown();
    return model;
  }

  /** Every model, also those that cannot be used; the default first. */
  async list(): Promise<readonly Model[]> {
    if (this.age() > minAgeMs) await this.refresh();
    if (this.answered) return this.all;
    throw new AppError('unavailable', { cause: new Error('the catalogue of models cannot be asked') });
  }

  private known(name: string): Model | undefined {
    return name === '' ? this.usable[0] : this.usable.find((model) => model.name === name);
  }

  private age(): number {
    return performance.now() - this.askedAt;
  }

  private refresh(): Promise<void> {
    this.asking ??= this.ask().finally(() => {
      this.asking = undefined;
    });
    return this.asking;
  }

  private async ask(): Promise<void> {
    this.askedAt = performance.now();
    try {
      const { models } = await this.client.listModels({}, { timeoutMs });
      this.all = models;
      this.usable = models.filter(({ unusableReason }) => unusableReason === '');
      this.answered = true;
    } catch {
      // What was known stands.
    }
  }
}

const beginningOf = (source: SourceImage | undefined): Beginning => {
  if (source === undefined) return 'text-to-image';
  return source.maskInputId === '' ? 'image-to-image' : 'inpainting';
};

/** Of a model that never said what it can do, noise alone is known. */
const canBegin = ({ features }: Model, beginning: Beginning): boolean =>
  features.length === 0 ? beginning === 'text-to-image' : features.includes(beginning);

export const modelUnknown = (): AppError =>
  new AppError('parameter_invalid', { param: 'model', message: `Invalid parameter: model ${modelError}` });

export const sizeUnsupported = (): AppError =>
  new AppError('parameter_invalid', {
    param: 'width',
    message: 'Invalid parameter: width and height must be a size that the model can make',
  });

const beginnings: Readonly<Record<Beginning, string>> = {
  'text-to-image': 'begin without an image and a mask',
  'image-to-image': 'begin with an image',
  inpainting: 'edit images where a mask says so',
};

/** Says what the model cannot do, and which can. */
export function sourceUnsupported(
  model?: Model,
  beginning: Beginning = 'image-to-image',
  usable: readonly Model[] = [],
): AppError {
  const able = usable.filter((other) => canBegin(other, beginning)).map(({ name }) => name);
  const others = able.length === 0 ? 'no model here can' : `these can: ${able.join(', ')}`;
  const name = model === undefined ? 'model' : `model ${model.name}`;
  return new AppError('parameter_invalid', {
    param: 'model',
    message: `Invalid parameter: ${name} cannot ${beginnings[beginning]}; ${others}`,
  });
}
