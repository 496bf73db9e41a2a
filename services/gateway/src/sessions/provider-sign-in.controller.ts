import {
  beginProviderSignInRoute,
  completeProviderSignInRoute,
  listSignInProvidersRoute,
  type SignInProviderList,
} from '@imageai/api';
import { Controller, Param, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { Serves } from '../http/serves.js';
import { ProviderSignInService } from './provider-sign-in.service.js';

type Request = Pick<FastifyRequest, 'call' | 'url'>;

@Controller()
export class ProviderSignInController {
  constructor(private readonly signIns: ProviderSignInService) {}

  @Serves(listSignInProvidersRoute)
  list(): Promise<SignInProviderList> {
    return this.signIns.list();
  }

  @Serves(beginProviderSignInRoute)
  begin(@Req() { call }: Request, @Param('provider') provider: string): Promise<void> {
    return this.signIns.begin(call, provider);
  }

  @Serves(completeProviderSignInRoute)
  complete(@Req() { call, url }: Request, @Param('provider') provider: string): Promise<void> {
    const question = url.indexOf('?');
    return this.signIns.complete(call, provider, question < 0 ? '' : url.slice(question + 1));
  }
}
