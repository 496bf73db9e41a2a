import {
  type CreateWebhookParameters,
  createWebhookRoute,
  type DefaultWebhookSecret,
  deleteWebhookRoute,
  getDefaultWebhookSecretRoute,
  getWebhookRoute,
  listWebhooksRoute,
  type RotateWebhookSecretParameters,
  rotateDefaultWebhookSecretRoute,
  rotateWebhookSecretRoute,
  testWebhookRoute,
  type UpdateWebhookParameters,
  updateWebhookRoute,
  type WebhookDelivery,
  type WebhookList,
  type WebhookResource,
  type WebhookWithSecret,
} from '@imageai/api';
import { Body, Controller, Param, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { Serves } from '../http/serves.js';
import { WebhooksService } from './webhooks.service.js';

type Request = Pick<FastifyRequest, 'call'>;

@Controller()
export class WebhooksController {
  constructor(private readonly webhooks: WebhooksService) {}

  @Serves(createWebhookRoute)
  create(@Req() { call }: Request, @Body() body: CreateWebhookParameters): Promise<WebhookWithSecret> {
    return this.webhooks.create(call, body);
  }

  @Serves(listWebhooksRoute)
  list(@Req() { call }: Request): Promise<WebhookList> {
    return this.webhooks.list(call.caller.accountId);
  }

  @Serves(getDefaultWebhookSecretRoute)
  defaultSecret(@Req() { call }: Request): Promise<DefaultWebhookSecret> {
    return this.webhooks.defaultSecret(call.caller.accountId);
  }

  @Serves(rotateDefaultWebhookSecretRoute)
  rotateDefault(@Req() { call }: Request, @Body() body: RotateWebhookSecretParameters): Promise<DefaultWebhookSecret> {
    return this.webhooks.rotateDefault(call, body);
  }

  @Serves(getWebhookRoute)
  get(@Req() { call }: Request, @Param('id') id: string): Promise<WebhookResource> {
    return this.webhooks.get(call.caller.accountId, id);
  }

  @Serves(updateWebhookRoute)
  update(
    @Req() { call }: Request,
    @Param('id') id: string,
    @Body() body: UpdateWebhookParameters,
  ): Promise<WebhookResource> {
    return this.webhooks.update(call.caller.accountId, id, body);
  }

  @Serves(deleteWebhookRoute)
  delete(@Req() { call }: Request, @Param('id') id: string): Promise<void> {
    return this.webhooks.delete(call.caller.accountId, id);
  }

  @Serves(rotateWebhookSecretRoute)
  rotate(
    @Req() { call }: Request,
    @Param('id') id: string,
    @Body() body: RotateWebhookSecretParameters,
  ): Promise<WebhookWithSecret> {
    return this.webhooks.rotate(call, id, body);
  }

  @Serves(testWebhookRoute)
  test(@Req() { call }: Request, @Param('id') id: string): Promise<WebhookDelivery> {
    return this.webhooks.test(call, id);
  }
}
