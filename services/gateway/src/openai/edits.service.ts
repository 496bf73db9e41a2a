import { parseOpenAiEdit } from '@imageai/api';
import { AppError } from '@imageai/errors';
import { Injectable } from '@nestjs/common';
import { parsed } from '../http/parsed.js';
import { ModelCatalogue } from '../models/model-catalogue.js';
import { toEditBody } from './edit-form.js';

/**
 * Edits of images. Workers are given prompts alone so far, also those whose models can start from an image: the form is
 * checked whole, as it will be when they are given images, and its order is to be made where now it is refused.
 */
@Injectable()
export class OpenAiEditsService {
  constructor(private readonly models: ModelCatalogue) {}

  async edit(form: unknown): Promise<never> {
    const sent = parsed(parseOpenAiEdit(await toEditBody(form)));
    const model = await this.models.find(sent.model ?? '');
    throw new AppError('parameter_invalid', {
      param: 'model',
      message: `Invalid parameter: model cannot edit images here: ${model?.name ?? 'it'} is given prompts alone`,
    });
  }
}
