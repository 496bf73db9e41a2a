import type { SetAccountParameters } from '@imageai/api';
import {
  type AdminAccount,
  type AdminAccountPage,
  adminCreateAccountRoute,
  adminDeleteAccountRoute,
  adminDeletionReportRoute,
  adminGetAccountRoute,
  adminListAccountsRoute,
  adminReinstateAccountRoute,
  adminSetAccountRoute,
  adminSetOverridesRoute,
  adminSetPlanRoute,
  adminSuspendAccountRoute,
  type CreateAccountParameters,
  type DeletionReport,
  type LimitParameters,
  type ListAccountsQuery,
  type SetAccountPlanParameters,
  type SuspendAccountParameters,
} from '@imageai/api/admin';
import { Body, Controller, Param, Query, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { Serves } from '../http/serves.js';
import { AdminAccountsService } from './admin-accounts.service.js';

type Request = Pick<FastifyRequest, 'call'>;

@Controller()
export class AdminAccountsController {
  constructor(private readonly accounts: AdminAccountsService) {}

  @Serves(adminListAccountsRoute)
  list(@Req() { call }: Request, @Query() query: ListAccountsQuery): Promise<AdminAccountPage> {
    return this.accounts.list(call, query);
  }

  @Serves(adminCreateAccountRoute)
  create(@Req() { call }: Request, @Body() body: CreateAccountParameters): Promise<AdminAccount> {
    return this.accounts.create(call, body);
  }

  @Serves(adminGetAccountRoute)
  get(@Req() { call }: Request, @Param('id') id: string): Promise<AdminAccount> {
    return this.accounts.get(call, id);
  }

  @Serves(adminSetPlanRoute)
  setPlan(
    @Req() { call }: Request,
    @Param('id') id: string,
    @Body() body: SetAccountPlanParameters,
  ): Promise<AdminAccount> {
    return this.accounts.setPlan(call, id, body);
  }

  @Serves(adminSetOverridesRoute)
  setOverrides(
    @Req() { call }: Request,
    @Param('id') id: string,
    @Body() body: LimitParameters,
  ): Promise<AdminAccount> {
    return this.accounts.setOverrides(call, id, body);
  }

  @Serves(adminSetAccountRoute)
  set(@Req() { call }: Request, @Param('id') id: string, @Body() body: SetAccountParameters): Promise<AdminAccount> {
    return this.accounts.set(call, id, body);
  }

  @Serves(adminSuspendAccountRoute)
  suspend(
    @Req() { call }: Request,
    @Param('id') id: string,
    @Body() body: SuspendAccountParameters,
  ): Promise<AdminAccount> {
    return this.accounts.suspend(call, id, body);
  }

  @Serves(adminReinstateAccountRoute)
  reinstate(@Req() { call }: Request, @Param('id') id: string): Promise<AdminAccount> {
    return this.accounts.reinstate(call, id);
  }

  @Serves(adminDeleteAccountRoute)
  delete(@Req() { call }: Request, @Param('id') id: string): Promise<AdminAccount> {
    return this.accounts.delete(call, id);
  }

  @Serves(adminDeletionReportRoute)
  deletionReport(@Req() { call }: Request, @Param('id') id: string): Promise<DeletionReport> {
    return this.accounts.deletionReport(call, id);
  }
}
