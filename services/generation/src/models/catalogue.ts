import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { ModelRow } from '../db/schema.js';
import { ModelRepository } from './model.repository.js';

/** The one that comes with the platform is the default wherever it can be used. */
const embeddedModel = 'embedded';

export type Resolution = { readonly model: ModelRow } | { readonly refusal: 'no_models' | 'unknown' };

/** The models that workers announced, in memory: creating a job needs no look-up. Read again every second. */
@Injectable()
export class Catalogue {
  private models: readonly ModelRow[] = [];

  constructor(private readonly repository: ModelRepository) {}

  async refresh(): Promise<void> {
    this.models = await this.repository.list();
  }

  /** The default model first, then in the order of first registration. */
  list(): readonly ModelRow[] {
    const first = this.usable()[0];
    return first === undefined ? this.models : [first, ...this.models.filter((model) => model !== first)];
  }

  /** Models that can be used; the default first. */
  usable(): readonly ModelRow[] {
    const usable = this.models.filter((model) => model.unusable_reason === '');
    const embedded = usable.filter((model) => model.name === embeddedModel);
    return [...embedded, ...usable.filter((model) => model.name !== embeddedModel)];
  }

  /** @param name empty for the default. One that is not known is looked up: another replica may have registered it. */
  async resolve(name: string): Promise<Resolution> {
    const known = this.find(name);
    if (known !== undefined) return { model: known };
    await this.refresh();
    const model = this.find(name);
    if (model !== undefined) return { model };
    return { refusal: this.usable().length === 0 ? 'no_models' : 'unknown' };
  }

  private find(name: string): ModelRow | undefined {
    return name === '' ? this.usable()[0] : this.usable().find((model) => model.name === name);
  }
}

/** Equal fingerprints promise equal bytes: weights and runtime. */
export const systemFingerprint = ({ digest, runtime }: Pick<ModelRow, 'digest' | 'runtime'>): string =>
  `fp_${createHash('sha256').update(`${digest}\n${runtime}`).digest('hex').slice(0, 12)}`;
