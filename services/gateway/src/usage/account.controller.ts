import { type AccountResource, getAccountRoute, type SetAccountParameters, setAccountRoute } from '@imageai/api';
import { Body, Controller, Req } from '@nestjs/common';
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

  @Serves(setAccountRoute)
  set(@Req() { call }: Pick<FastifyRequest, 'call'>, @Body() sent: SetAccountParameters): Promise<AccountResource> {
    return this.account.set(call, sent);
  }
}
