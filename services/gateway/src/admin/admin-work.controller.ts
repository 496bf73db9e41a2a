import {
  type AdminModelList,
  adminListDeadLettersRoute,
  adminListModelsRoute,
  adminQueueRoute,
  adminRetryDeadLetterRoute,
  type DeadLetterPage,
  type ListDeadLettersQuery,
  type QueueOverview,
  type RetriedDeadLetter,
} from '@imageai/api/admin';
import { Controller, Param, Query, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { Serves } from '../http/serves.js';
import { AdminWorkService } from './admin-work.service.js';

@Controller()
export class AdminWorkController {
  constructor(private readonly work: AdminWorkService) {}

  @Serves(adminQueueRoute)
  overview(): Promise<QueueOverview> {
    return this.work.overview();
  }

  @Serves(adminListModelsRoute)
  models(): Promise<AdminModelList> {
    return this.work.models();
  }

  @Serves(adminListDeadLettersRoute)
  deadLetters(@Query() query: ListDeadLettersQuery): Promise<DeadLetterPage> {
    return this.work.list(query);
  }

  @Serves(adminRetryDeadLetterRoute)
  retry(@Req() { call }: Pick<FastifyRequest, 'call'>, @Param('image_id') id: string): Promise<RetriedDeadLetter> {
    return this.work.retry(call, id);
  }
}
