import { type DeletedAccount, deleteAccountRoute } from '@imageai/api';
import { Controller, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { Serves } from '../http/serves.js';
import { DeletionService } from './deletion.service.js';

@Controller()
export class DeletionController {
  constructor(private readonly deletions: DeletionService) {}

  @Serves(deleteAccountRoute)
  delete(@Req() { call }: Pick<FastifyRequest, 'call'>): Promise<DeletedAccount> {
    return this.deletions.delete(call);
  }
}
