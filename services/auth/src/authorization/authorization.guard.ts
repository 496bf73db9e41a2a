import type { Metadata } from '@grpc/grpc-js';
import type { Actor } from '@imageai/contracts/auth';
import { AppError } from '@imageai/errors';
import { callerOf } from '@imageai/rpc';
import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { rememberActing } from './acting.js';
import { Identification } from './identification.js';
import { type Action, isAllowed } from './policy.js';

export const actionOf = 'imageai:action';

/** What of a request says who asks, and what is acted on. */
interface Request {
  readonly actor?: Actor;
  readonly accountId?: string;
  readonly userId?: string;
}

/** Lets a call in when the policy allows its act to who is behind it. What is foreign looks like what is not there. */
@Injectable()
export class AuthorizationGuard implements CanActivate {
  private readonly reflector = new Reflector();

  constructor(private readonly identification: Identification) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const action = this.reflector.get<Action>(actionOf, context.getHandler());
    const [request, metadata] = context.getArgs<[Request, Metadata]>();
    const acting = await this.identification.identify(request.actor, callerOf(metadata));
    const { relation, roles } = await this.identification.relate(acting, request);
    if (!isAllowed(action, roles, relation)) throw refusal(request, relation === 'own');
    rememberActing(metadata, acting);
    return true;
  }
}

function refusal(request: Request, own: boolean): AppError {
  if (!own && request.accountId) {
    return new AppError('not_found', { message: 'No such account.', param: 'account_id' });
  }
  if (!own && request.userId) return new AppError('not_found', { message: 'No such user.', param: 'user_id' });
  return new AppError('insufficient_scope', { message: 'Your role or key may not do this.' });
}
