import type { OpenAiModel, OpenAiModelList } from '@imageai/api';
import { AppError } from '@imageai/errors';
import { Controller, Get, Param } from '@nestjs/common';
import { NeedsKey } from '../http/access.js';
import { ModelCatalogue } from '../models/model-catalogue.js';
import { toOpenAiModels } from './models.convert.js';

@Controller('v1/models')
export class OpenAiModelsController {
  constructor(private readonly models: ModelCatalogue) {}

  @Get()
  @NeedsKey('read')
  async list(): Promise<OpenAiModelList> {
    return { object: 'list', data: toOpenAiModels(await this.models.list()) };
  }

  @Get(':id')
  @NeedsKey('read')
  async get(@Param('id') id: string): Promise<OpenAiModel> {
    const model = toOpenAiModels(await this.models.list()).find((candidate) => candidate.id === id);
    if (model === undefined) throw new AppError('not_found', { message: 'There is no such model.' });
    return model;
  }
}
