import type { Readable } from 'node:stream';
import { type OpenAiImagesResponse, openAiEditRoute, openAiGenerateRoute } from '@imageai/api';
import { Body, Controller, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { Serves } from '../http/serves.js';
import { OpenAiImagesService } from './images.service.js';

@Controller()
export class OpenAiImagesController {
  constructor(private readonly images: OpenAiImagesService) {}

  @Serves(openAiGenerateRoute)
  generate(
    @Req() { call }: Pick<FastifyRequest, 'call'>,
    @Body() body: unknown,
  ): Promise<OpenAiImagesResponse | Readable> {
    return this.images.generate(call, body);
  }

  @Serves(openAiEditRoute)
  edit(@Req() { call }: Pick<FastifyRequest, 'call'>, @Body() form: unknown): Promise<OpenAiImagesResponse | Readable> {
    return this.images.edit(call, form);
  }
}
