import type { Readable } from 'node:stream';
import type { OpenAiImagesResponse } from '@imageai/api';
import { Body, Controller, HttpCode, Post, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { NeedsKey } from '../http/access.js';
import { OpenAiEditsService } from './edits.service.js';
import { OpenAiImagesService } from './images.service.js';

@Controller('v1/images')
export class OpenAiImagesController {
  constructor(
    private readonly images: OpenAiImagesService,
    private readonly edits: OpenAiEditsService,
  ) {}

  @Post('generations')
  @HttpCode(200)
  @NeedsKey('generate')
  generate(
    @Req() { call }: Pick<FastifyRequest, 'call'>,
    @Body() body: unknown,
  ): Promise<OpenAiImagesResponse | Readable> {
    return this.images.generate(call, body);
  }

  @Post('edits')
  @HttpCode(200)
  @NeedsKey('generate', { form: true })
  edit(@Body() form: unknown): Promise<never> {
    return this.edits.edit(form);
  }
}
