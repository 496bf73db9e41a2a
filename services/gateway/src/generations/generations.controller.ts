import {
  type AcceptedGeneration,
  cancelGenerationRoute,
  createGenerationRoute,
  type GenerationPage,
  type GenerationResource,
  getGenerationRoute,
  type ListGenerationsQuery,
  listGenerationsRoute,
} from '@imageai/api';
import { Body, Controller, Param, Query, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { Serves } from '../http/serves.js';
import { GenerationsService } from './generations.service.js';

type Request = Pick<FastifyRequest, 'call'>;

@Controller()
export class GenerationsController {
  constructor(private readonly generations: GenerationsService) {}

  @Serves(createGenerationRoute)
  create(@Req() { call }: Request, @Body() body: unknown): Promise<AcceptedGeneration> {
    return this.generations.create(call, body);
  }

  @Serves(listGenerationsRoute)
  list(@Req() { call }: Request, @Query() query: ListGenerationsQuery): Promise<GenerationPage> {
    return this.generations.list(call, query);
  }

  @Serves(getGenerationRoute)
  get(@Req() { call }: Request, @Param('id') id: string): Promise<GenerationResource> {
    return this.generations.get(call, id);
  }

  @Serves(cancelGenerationRoute)
  cancel(@Req() { call }: Request, @Param('id') id: string): Promise<GenerationResource> {
    return this.generations.cancel(call, id);
  }
}
