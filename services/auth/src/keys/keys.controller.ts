import type {
  CreateKeyRequest,
  CreateKeyResponse,
  ListKeysRequest,
  ListKeysResponse,
  RevokeKeyRequest,
  RevokeKeyResponse,
  RotateKeyRequest,
  RotateKeyResponse,
} from '@imageai/contracts/auth';
import { AllowCallers } from '@imageai/rpc';
import { Controller } from '@nestjs/common';
import { GrpcMethod } from '@nestjs/microservices';
import { KeysService } from './keys.service.js';

@Controller()
@AllowCallers('operator', 'gateway')
export class KeysController {
  constructor(private readonly keys: KeysService) {}

  @GrpcMethod('KeyService', 'createKey')
  createKey(request: CreateKeyRequest): Promise<CreateKeyResponse> {
    return this.keys.create(request);
  }

  @GrpcMethod('KeyService', 'listKeys')
  async listKeys({ accountId }: ListKeysRequest): Promise<ListKeysResponse> {
    return { keys: await this.keys.list(accountId) };
  }

  @GrpcMethod('KeyService', 'rotateKey')
  rotateKey(request: RotateKeyRequest): Promise<RotateKeyResponse> {
    return this.keys.rotate(request);
  }

  @GrpcMethod('KeyService', 'revokeKey')
  async revokeKey({ accountId, keyId }: RevokeKeyRequest): Promise<RevokeKeyResponse> {
    return { key: await this.keys.revoke(accountId, keyId) };
  }
}
