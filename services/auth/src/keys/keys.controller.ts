import type {
  CreateKeyRequest,
  CreateKeyResponse,
  ListKeysRequest,
  ListKeysResponse,
  RevokeByTextRequest,
  RevokeByTextResponse,
  RevokeKeyRequest,
  RevokeKeyResponse,
  RotateKeyRequest,
  RotateKeyResponse,
} from '@imageai/contracts/auth';
import { AllowCallers } from '@imageai/rpc';
import { Controller } from '@nestjs/common';
import { GrpcMethod, Payload } from '@nestjs/microservices';
import { type Acting, By } from '../authorization/acting.js';
import { Authorized } from '../authorization/authorized.js';
import { KeysService } from './keys.service.js';

@Controller()
@AllowCallers('operator', 'gateway')
export class KeysController {
  constructor(private readonly keys: KeysService) {}

  @GrpcMethod('KeyService', 'createKey')
  @Authorized('key.create')
  createKey(@Payload() request: CreateKeyRequest, @By() acting: Acting): Promise<CreateKeyResponse> {
    return this.keys.create(request, acting);
  }

  @GrpcMethod('KeyService', 'listKeys')
  @Authorized('key.list')
  async listKeys({ accountId }: ListKeysRequest): Promise<ListKeysResponse> {
    return { keys: await this.keys.list(accountId) };
  }

  @GrpcMethod('KeyService', 'rotateKey')
  @Authorized('key.rotate')
  rotateKey(@Payload() request: RotateKeyRequest, @By() acting: Acting): Promise<RotateKeyResponse> {
    return this.keys.rotate(request, acting);
  }

  @GrpcMethod('KeyService', 'revokeKey')
  @Authorized('key.revoke')
  async revokeKey(@Payload() request: RevokeKeyRequest, @By() acting: Acting): Promise<RevokeKeyResponse> {
    return { key: await this.keys.revoke(request, acting) };
  }

  @GrpcMethod('KeyService', 'revokeByText')
  @Authorized('key.report')
  async revokeByText(@Payload() request: RevokeByTextRequest, @By() acting: Acting): Promise<RevokeByTextResponse> {
    return { result: await this.keys.revokeByText(request, acting) };
  }
}
