import { type AccountResource, getAccountRoute } from '@imageai/api';
import { Controller, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { Serves } from '../http/serves.js';
import { AccountService } from './account.service.js';

@Controller()
export class AccountController {
  constructor(private readonly account: AccountService) {}

  @Serves(getAccountRoute)
  get(@Req() { call }: Pick<FastifyRequest, 'call'>): Promise<AccountResource> {
    return this.account.get(call);
  }
}
