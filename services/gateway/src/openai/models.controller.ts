import { type OpenAiModel, type OpenAiModelList, openAiModelRoute, openAiModelsRoute } from '@imageai/api';
import { AppError } from '@imageai/errors';
import { Controller, Param } from '@nestjs/common';
import { Serves } from '../http/serves.js';
import { ModelCatalogue } from '../models/model-catalogue.js';
import { toOpenAiModels } from './models.convert.js';

@Controller()
export class OpenAiModelsController {
  constructor(private readonly models: ModelCatalogue) {}

  @Serves(openAiModelsRoute)
  async list(): Promise<OpenAiModelList> {
    return { object: 'list', data: toOpenAiModels(await this.models.list()) };
  }

  @Serves(openAiModelRoute)
  async get(@Param('id') id: string): Promise<OpenAiModel> {
    const model = toOpenAiModels(await this.models.list()).find((candidate) => candidate.id === id);
    if (model === undefined) throw new AppError('not_found', { message: 'There is no such model.' });
    return model;
  }
}
