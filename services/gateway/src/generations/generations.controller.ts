import type { AcceptedGeneration, GenerationPage, GenerationResource } from '@imageai/api';
import { Body, Controller, Get, HttpCode, Param, Post, Query, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { NeedsKey } from '../http/access.js';
import { GenerationsService } from './generations.service.js';

type Request = Pick<FastifyRequest, 'call'>;

@Controller('api/generations')
export class GenerationsController {
  constructor(private readonly generations: GenerationsService) {}

  @Post()
  @HttpCode(202)
  @NeedsKey('generate')
  create(@Req() { call }: Request, @Body() body: unknown): Promise<AcceptedGeneration> {
    return this.generations.create(call, body);
  }

  @Get()
  @NeedsKey('read')
  list(@Req() { call }: Request, @Query() query: unknown): Promise<GenerationPage> {
    return this.generations.list(call, query);
  }

  @Get(':id')
  @NeedsKey('read')
  get(@Req() { call }: Request, @Param('id') id: string): Promise<GenerationResource> {
    return this.generations.get(call, id);
  }

  /** Takes nothing of the minute: it makes nothing. */
  @Post(':id/cancel')
  @HttpCode(200)
  @NeedsKey('read')
  cancel(@Req() { call }: Request, @Param('id') id: string): Promise<GenerationResource> {
    return this.generations.cancel(call, id);
  }
}
