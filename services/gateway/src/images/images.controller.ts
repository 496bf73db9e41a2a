import {
  deleteImageRoute,
  getImageRoute,
  type ImagePage,
  type ImageResource,
  type ListImagesQuery,
  listImagesRoute,
} from '@imageai/api';
import { Controller, Param, Query, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { Serves } from '../http/serves.js';
import { ImagesService } from './images.service.js';

type Request = Pick<FastifyRequest, 'call'>;

@Controller()
export class ImagesController {
  constructor(private readonly images: ImagesService) {}

  @Serves(listImagesRoute)
  list(@Req() { call }: Request, @Query() query: ListImagesQuery): Promise<ImagePage> {
    return this.images.list(call.caller.accountId, query);
  }

  @Serves(getImageRoute)
  get(@Req() { call }: Request, @Param('id') id: string): Promise<ImageResource> {
    return this.images.get(call.caller.accountId, id);
  }

  @Serves(deleteImageRoute)
  delete(@Req() { call }: Request, @Param('id') id: string): Promise<void> {
    return this.images.delete(call.caller.accountId, id);
  }
}
