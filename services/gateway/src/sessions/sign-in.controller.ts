import {
  type CurrentSession,
  type JoinAsNewcomerParameters,
  joinAsNewcomerRoute,
  type RequestPasswordResetParameters,
  type ResetPasswordParameters,
  requestPasswordResetRoute,
  resetPasswordRoute,
  type SignInParameters,
  type SignUpParameters,
  signInRoute,
  signUpRoute,
  type VerifyEmailParameters,
  verifyEmailRoute,
} from '@imageai/api';
import { Body, Controller, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { Serves } from '../http/serves.js';
import { SignInService } from './sign-in.service.js';

type Request = Pick<FastifyRequest, 'call'>;

@Controller()
export class SignInController {
  constructor(private readonly signIns: SignInService) {}

  @Serves(signUpRoute)
  signUp(@Req() { call }: Request, @Body() body: SignUpParameters): Promise<void> {
    return this.signIns.signUp(call, body);
  }

  @Serves(verifyEmailRoute)
  verifyEmail(@Req() { call }: Request, @Body() body: VerifyEmailParameters): Promise<CurrentSession> {
    return this.signIns.verifyEmail(call, body);
  }

  @Serves(signInRoute)
  signIn(@Req() { call }: Request, @Body() body: SignInParameters): Promise<CurrentSession> {
    return this.signIns.signIn(call, body);
  }

  @Serves(requestPasswordResetRoute)
  requestPasswordReset(@Req() { call }: Request, @Body() body: RequestPasswordResetParameters): Promise<void> {
    return this.signIns.requestPasswordReset(call, body);
  }

  @Serves(resetPasswordRoute)
  resetPassword(@Req() { call }: Request, @Body() body: ResetPasswordParameters): Promise<void> {
    return this.signIns.resetPassword(call, body);
  }

  @Serves(joinAsNewcomerRoute)
  join(@Req() { call }: Request, @Body() body: JoinAsNewcomerParameters): Promise<CurrentSession> {
    return this.signIns.joinAsNewcomer(call, body);
  }
}
