import { applyDecorators, SetMetadata, UseGuards } from '@nestjs/common';
import { AuthorizationGuard, actionOf } from './authorization.guard.js';
import type { Action } from './policy.js';

/** The act that a method is: who may do it stands in the policy. */
export const Authorized = (action: Action) =>
  applyDecorators(SetMetadata(actionOf, action), UseGuards(AuthorizationGuard));
