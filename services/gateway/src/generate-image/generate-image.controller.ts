import type { GenerateImageResponse } from '@imageai/api';
import { Body, Controller, HttpCode, Post, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { NeedsKey } from '../http/access.js';
import { GenerateImageService } from './generate-image.service.js';

@Controller('api/generate-image')
export class GenerateImageController {
  constructor(private readonly images: GenerateImageService) {}

  @Post()
  @HttpCode(200)
  @NeedsKey('generate')
  generate(@Req() { call }: Pick<FastifyRequest, 'call'>, @Body() body: unknown): Promise<GenerateImageResponse> {
    return this.images.generate(call, body);
  }
}
