import type { Readable } from 'node:stream';
import { type OpenAiImagesResponse, openAiEditRoute, openAiGenerateRoute } from '@imageai/api';
import { Body, Controller, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { Serves } from '../http/serves.js';
import { OpenAiEditsService } from './edits.service.js';
import { OpenAiImagesService } from './images.service.js';

@Controller()
export class OpenAiImagesController {
  constructor(
    private readonly images: OpenAiImagesService,
    private readonly edits: OpenAiEditsService,
  ) {}

  @Serves(openAiGenerateRoute)
  generate(
    @Req() { call }: Pick<FastifyRequest, 'call'>,
    @Body() body: unknown,
  ): Promise<OpenAiImagesResponse | Readable> {
    return this.images.generate(call, body);
  }

  @Serves(openAiEditRoute)
  edit(@Body() form: unknown): Promise<never> {
    return this.edits.edit(form);
  }
}
