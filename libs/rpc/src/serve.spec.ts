import { createHash } from 'node:crypto';
import { on } from 'node:events';
import { createRequire } from 'node:module';
import { type Client, type ClientDuplexStream, credentials, loadPackageDefinition } from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';
import {
  Account,
  AccountServiceClient,
  AccountServiceService,
  type GetAccountRequest,
  type GetAccountResponse,
} from '@imageai/contracts/auth';
import {
  GenerationServiceClient,
  GenerationServiceService,
  WatchGenerationResponse,
} from '@imageai/contracts/generation';
import { ImageServiceClient, ImageServiceService, type StoreImageRequest } from '@imageai/contracts/storage';
import { AppError } from '@imageai/errors';
import { createLogger, currentRequestId, runWithRequestId } from '@imageai/telemetry';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Controller, type INestMicroservice, Module } from '@nestjs/common';
import { GrpcMethod, GrpcStreamCall } from '@nestjs/microservices';
import { concat, from, throwError } from 'rxjs';
import { AllowCallers } from './caller-guard.js';
import { createRpcClient } from './client.js';
import { createRpcServer } from './serve.js';

interface ReflectionClient extends Client {
  serverReflectionInfo(): ClientDuplexStream<object, never>;
}

interface ReflectionPackage {
  grpc: {
    reflection: {
      v1: { ServerReflection: new (...parameters: ConstructorParameters<typeof Client>) => ReflectionClient };
    };
  };
}

@Controller()
@AllowCallers('gateway')
class SampleController {
  @GrpcMethod('AccountService', 'getAccount')
  getAccount({ accountId }: GetAccountRequest): GetAccountResponse {
    if (accountId === 'gone') throw new AppError('not_found', { message: 'No such account.', param: 'account_id' });
    if (accountId === 'bug') throw new TypeError('internals');
    return { account: Account.fromPartial({ id: currentRequestId() ?? 'none', createdAt: new Date(5) }) };
  }

  @GrpcMethod('AccountService', 'listPlans')
  @AllowCallers('operator')
  listPlans() {
    return { plans: [] };
  }

  @GrpcMethod('GenerationService', 'watchGeneration')
  watch() {
    return concat(
      from(['a', 'b'].map((id) => WatchGenerationResponse.fromPartial({ generation: { id } }))),
      throwError(() => new AppError('not_found')),
    );
  }

  @GrpcStreamCall('ImageService', 'storeImage')
  storeImage(
    call: AsyncIterable<StoreImageRequest>,
    callback: (error: unknown, response: { encodeMs: number }) => void,
  ) {
    (async () => {
      let bytes = 0;
      for await (const { part } of call) if (part?.$case === 'pixels') bytes += part.value.length;
      callback(null, { encodeMs: bytes });
    })();
  }
}

@Module({ controllers: [SampleController] })
class SampleModule {}

const token = 'a-token-of-the-gateway';
const port = 40_000 + (process.pid % 20_000);
const address = `127.0.0.1:${port}`;
const gateway = { address, caller: 'gateway', token };
let app: INestMicroservice;
const accounts = createRpcClient(AccountServiceClient, gateway);
const generations = createRpcClient(GenerationServiceClient, gateway);
const images = createRpcClient(ImageServiceClient, gateway);

beforeAll(async () => {
  const hash = createHash('sha256').update(token).digest('hex');
  app = await createRpcServer(SampleModule, {
    host: '127.0.0.1',
    port,
    services: {
      'imageai.auth.v1.AccountService': AccountServiceService,
      'imageai.generation.v1.GenerationService': GenerationServiceService,
      'imageai.storage.v1.ImageService': ImageServiceService,
    },
    tokenHashes: { gateway: hash },
    logger: createLogger('test', 'silent'),
  });
  await app.listen();
});

afterAll(async () => {
  for (const client of [accounts, generations, images]) client.close();
  await app.close();
});

describe('a call between services', () => {
  it('carries the request id and dates as dates', async () => {
    const { account } = await runWithRequestId('req_1', () => accounts.getAccount({ accountId: 'x' }));
    expect(account?.id).toBe('req_1');
    expect(account?.createdAt).toEqual(new Date(5));
  });

  it('arrives as the AppError that was thrown, with its code, words and parameter', async () => {
    await expect(accounts.getAccount({ accountId: 'gone' })).rejects.toMatchObject({
      code: 'not_found',
      message: 'No such account.',
      param: 'account_id',
    });
  });

  it('says nothing of a bug but internal_error', async () => {
    await expect(accounts.getAccount({ accountId: 'bug' })).rejects.toMatchObject({
      code: 'internal_error',
      message: expect.not.stringContaining('internals'),
    });
  });

  it('is refused with a wrong token, from an unknown caller, and where the caller is not allowed', async () => {
    const wrongToken = createRpcClient(AccountServiceClient, { ...gateway, token: 'another-token-entirely' });
    const stranger = createRpcClient(AccountServiceClient, { ...gateway, caller: 'stranger' });
    await expect(wrongToken.getAccount({ accountId: 'x' })).rejects.toMatchObject({ code: 'invalid_api_key' });
    await expect(stranger.getAccount({ accountId: 'x' })).rejects.toMatchObject({ code: 'invalid_api_key' });
    await expect(accounts.listPlans({})).rejects.toMatchObject({ code: 'insufficient_scope' });
    const strangeImages = createRpcClient(ImageServiceClient, { ...gateway, caller: 'stranger' });
    await expect(strangeImages.storeImage().response).rejects.toMatchObject({ code: 'invalid_api_key' });
    strangeImages.close();
    wrongToken.close();
    stranger.close();
  });

  it('that nobody answers is unavailable', async () => {
    const nobody = createRpcClient(AccountServiceClient, { ...gateway, address: '127.0.0.1:1', timeoutMs: 300 });
    await expect(nobody.getAccount({ accountId: 'x' })).rejects.toMatchObject({ code: 'unavailable' });
    nobody.close();
  });

  it('streams answers until the error that ends them', async () => {
    const seen: unknown[] = [];
    const stream = generations.watchGeneration({ accountId: 'a', generationId: 'g', endedOnly: false });
    await expect(
      (async () => {
        for await (const { generation } of stream) seen.push(generation?.id);
      })(),
    ).rejects.toMatchObject({ details: 'There is no such resource.' });
    expect(seen).toEqual(['a', 'b']);
  });

  it('streams a request and awaits its one answer', async () => {
    const { stream, response } = images.storeImage();
    stream.write({ part: { $case: 'pixels', value: Buffer.alloc(70_000) } });
    stream.write({ part: { $case: 'pixels', value: Buffer.alloc(30_000) } });
    stream.end();
    expect((await response).encodeMs).toBe(100_000);
  });
});

describe('server reflection', () => {
  it('tells whoever asks which services there are, and gives the file of one', async () => {
    const proto = createRequire(import.meta.url).resolve(
      '@grpc/reflection/build/proto/grpc/reflection/v1/reflection.proto',
    );
    const { grpc } = loadPackageDefinition(loadSync(proto, { defaults: true })) as never as ReflectionPackage;
    const client = new grpc.reflection.v1.ServerReflection(address, credentials.createInsecure());
    const call = client.serverReflectionInfo();
    call.on('error', () => undefined);
    const answers = on(call, 'data');
    const ask = async (request: object) => {
      call.write(request);
      const { value } = await answers.next();
      const [answer] = value ?? [];
      return answer;
    };
    try {
      const { listServicesResponse } = await ask({ listServices: '' });
      expect(listServicesResponse.service.map(({ name }: { name: string }) => name)).toContain(
        'imageai.auth.v1.AccountService',
      );
      const { fileDescriptorResponse } = await ask({ fileContainingSymbol: 'imageai.auth.v1.AccountService' });
      const files = Buffer.concat(fileDescriptorResponse.fileDescriptorProto).toString('latin1');
      expect(files).toContain('AccountService');
      expect(files).toContain('ListPlans');
    } finally {
      call.cancel();
      client.close();
    }
  });
});
