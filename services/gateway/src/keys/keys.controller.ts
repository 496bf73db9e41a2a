import {
  type CreateKeyParameters,
  createKeyRoute,
  type KeyList,
  type KeyReport,
  type KeyResource,
  type KeyWithSecret,
  listKeysRoute,
  type ReportKeyParameters,
  type RotateKeyParameters,
  reportKeyRoute,
  revokeKeyRoute,
  rotateKeyRoute,
} from '@imageai/api';
import { Body, Controller, Param, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { Serves } from '../http/serves.js';
import { KeysService } from './keys.service.js';

type Request = Pick<FastifyRequest, 'call'>;

@Controller()
export class KeysController {
  constructor(private readonly keys: KeysService) {}

  @Serves(createKeyRoute)
  create(@Req() { call }: Request, @Body() body: CreateKeyParameters): Promise<KeyWithSecret> {
    return this.keys.create(call, body);
  }

  @Serves(listKeysRoute)
  list(@Req() { call }: Request): Promise<KeyList> {
    return this.keys.list(call);
  }

  @Serves(rotateKeyRoute)
  rotate(@Req() { call }: Request, @Param('id') id: string, @Body() body: RotateKeyParameters): Promise<KeyWithSecret> {
    return this.keys.rotate(call, id, body);
  }

  @Serves(revokeKeyRoute)
  revoke(@Req() { call }: Request, @Param('id') id: string): Promise<KeyResource> {
    return this.keys.revoke(call, id);
  }

  @Serves(reportKeyRoute)
  report(@Body() body: ReportKeyParameters): Promise<KeyReport> {
    return this.keys.report(body);
  }
}
