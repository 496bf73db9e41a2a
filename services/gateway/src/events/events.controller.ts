import { type FollowGenerationQuery, followGenerationRoute } from '@imageai/api';
import { Controller, Param, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Serves } from '../http/serves.js';
import { EventsService } from './events.service.js';

@Controller()
export class EventsController {
  constructor(private readonly events: EventsService) {}

  @Serves(followGenerationRoute)
  follow(
    @Req() { call }: Pick<FastifyRequest, 'call'>,
    @Param('id') id: string,
    @Query() { last_event_id: lastEventId }: FollowGenerationQuery,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    return this.events.open(call, id, lastEventId, reply);
  }
}
