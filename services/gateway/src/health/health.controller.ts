import { livezRoute, readyzRoute } from '@imageai/api';
import { Controller, Inject, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Serves } from '../http/serves.js';
import { READINESS } from '../tokens.js';

/** Whether the process can do its work, and what of it is missing. */
export type Readiness = () => Promise<{ readonly ready: boolean; readonly checks: Readonly<Record<string, boolean>> }>;

@Controller()
export class HealthController {
  constructor(@Inject(READINESS) private readonly readiness: Readiness) {}

  @Serves(livezRoute)
  livez(): { status: string } {
    return { status: 'ok' };
  }

  @Serves(readyzRoute)
  async readyz(@Res({ passthrough: true }) reply: FastifyReply): Promise<unknown> {
    const { ready, checks } = await this.readiness();
    reply.code(ready ? 200 : 503);
    return { status: ready ? 'ok' : 'unavailable', checks };
  }
}
