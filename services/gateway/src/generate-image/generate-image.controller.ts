import { type AcceptedGeneration, type GenerateImageResponse, generateImageRoute } from '@imageai/api';
import { Body, Controller, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { Serves } from '../http/serves.js';
import { GenerateImageService } from './generate-image.service.js';

@Controller()
export class GenerateImageController {
  constructor(private readonly images: GenerateImageService) {}

  @Serves(generateImageRoute)
  generate(
    @Req() { call }: Pick<FastifyRequest, 'call'>,
    @Body() body: unknown,
  ): Promise<GenerateImageResponse | AcceptedGeneration> {
    return this.images.generate(call, body);
  }
}
