import { parseOpenAiEdit } from '@imageai/api';
import { AppError } from '@imageai/errors';
import { Injectable } from '@nestjs/common';
import { parsed } from '../http/parsed.js';
import { ModelCatalogue } from '../models/model-catalogue.js';
import { toEditBody } from './edit-form.js';

/**
 * Edits of images. The form is checked whole, as it will be when a model can edit: its order is made where now it is said
 * that none can.
 */
@Injectable()
export class OpenAiEditsService {
  constructor(private readonly models: ModelCatalogue) {}

  async edit(form: unknown): Promise<never> {
    const sent = parsed(parseOpenAiEdit(await toEditBody(form)));
    const model = await this.models.find(sent.model ?? '');
    throw new AppError('parameter_invalid', {
      param: 'model',
      message: `Invalid parameter: model cannot edit images: ${model?.name ?? 'it'} makes them from a prompt alone`,
    });
  }
}
