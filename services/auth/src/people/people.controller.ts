import type {
  ChangePasswordRequest,
  ChangePasswordResponse,
  RequestPasswordResetRequest,
  RequestPasswordResetResponse,
  ResetPasswordRequest,
  ResetPasswordResponse,
  SignUpRequest,
  SignUpResponse,
  VerifyEmailRequest,
  VerifyEmailResponse,
} from '@imageai/contracts/auth';
import { AllowCallers } from '@imageai/rpc';
import { Controller } from '@nestjs/common';
import { GrpcMethod, Payload } from '@nestjs/microservices';
import { type Acting, By } from '../authorization/acting.js';
import { Authorized } from '../authorization/authorized.js';
import { EmailVerificationService } from './email-verification.service.js';
import { PasswordService } from './password.service.js';
import { SignUpService } from './sign-up.service.js';

@Controller()
@AllowCallers('gateway', 'operator')
export class PeopleController {
  constructor(
    private readonly signUps: SignUpService,
    private readonly verification: EmailVerificationService,
    private readonly passwords: PasswordService,
  ) {}

  @GrpcMethod('UserService', 'signUp')
  @Authorized('user.sign_up')
  signUp(request: SignUpRequest): Promise<SignUpResponse> {
    return this.signUps.signUp(request);
  }

  @GrpcMethod('UserService', 'verifyEmail')
  @Authorized('user.create')
  verifyEmail(request: VerifyEmailRequest): Promise<VerifyEmailResponse> {
    return this.verification.verify(request);
  }

  @GrpcMethod('UserService', 'requestPasswordReset')
  @Authorized('user.request_reset')
  requestPasswordReset(request: RequestPasswordResetRequest): Promise<RequestPasswordResetResponse> {
    return this.passwords.requestReset(request);
  }

  @GrpcMethod('UserService', 'resetPassword')
  @Authorized('user.reset_password')
  resetPassword(request: ResetPasswordRequest): Promise<ResetPasswordResponse> {
    return this.passwords.reset(request);
  }

  @GrpcMethod('UserService', 'changePassword')
  @Authorized('user.change_password')
  changePassword(@Payload() request: ChangePasswordRequest, @By() acting: Acting): Promise<ChangePasswordResponse> {
    return this.passwords.change(request, acting);
  }
}
