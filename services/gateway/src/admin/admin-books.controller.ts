import type { UsageQuery, UsageReport } from '@imageai/api';
import {
  adminCheckBooksRoute,
  adminGetUsageRoute,
  adminListLedgerRoute,
  adminRebuildBooksRoute,
  type BooksReport,
  type CheckBooksParameters,
  type LedgerPage,
  type ListLedgerQuery,
  type RebuildBooksParameters,
  type RebuiltBooks,
} from '@imageai/api/admin';
import { Body, Controller, Param, Query, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { Serves } from '../http/serves.js';
import { AdminBooksService } from './admin-books.service.js';

type Request = Pick<FastifyRequest, 'call'>;

@Controller()
export class AdminBooksController {
  constructor(private readonly books: AdminBooksService) {}

  @Serves(adminGetUsageRoute)
  report(@Req() { call }: Request, @Param('id') id: string, @Query() query: UsageQuery): Promise<UsageReport> {
    return this.books.report(call, id, query);
  }

  @Serves(adminListLedgerRoute)
  ledger(@Req() { call }: Request, @Param('id') id: string, @Query() query: ListLedgerQuery): Promise<LedgerPage> {
    return this.books.ledger(call, id, query);
  }

  @Serves(adminCheckBooksRoute)
  check(@Body() body: CheckBooksParameters): Promise<BooksReport> {
    return this.books.check(body);
  }

  @Serves(adminRebuildBooksRoute)
  rebuild(@Req() { call }: Request, @Body() body: RebuildBooksParameters): Promise<RebuiltBooks> {
    return this.books.rebuild(call, body);
  }
}
