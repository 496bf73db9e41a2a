import 'reflect-metadata';
import type { Server, ServiceDefinition } from '@grpc/grpc-js';
import { type Logger, NestLogger } from '@imageai/telemetry';
import type { INestMicroservice, Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { type GrpcOptions, type MicroserviceOptions, Transport } from '@nestjs/microservices';
import { HealthImplementation, service as healthService } from 'grpc-health-check';
import { CallerGuard, type TokenHashes } from './caller-guard.js';
import { RpcErrorFilter } from './error-filter.js';
import { addReflection } from './reflection.js';
import { RequestIdInterceptor } from './request-id-interceptor.js';
import { serverCredentials, type TlsFolder } from './tls.js';

export interface RpcServerOptions {
  readonly host: string;
  readonly port: number;
  /** Full name ("imageai.auth.v1.AuthService") to the generated definition. */
  readonly services: Readonly<Record<string, ServiceDefinition>>;
  readonly tokenHashes: TokenHashes;
  readonly logger: Logger;
  /** Without it calls are not encrypted. */
  readonly tls?: TlsFolder | undefined;
}

/** A Nest microservice on gRPC: callers are checked, errors mapped, request ids carried, grpc.health.v1 and reflection answered. */
export async function createRpcServer(
  module: Type | Parameters<typeof NestFactory.createMicroservice>[0],
  { host, port, services, tokenHashes, logger, tls }: RpcServerOptions,
): Promise<INestMicroservice> {
  const packages = [...new Set(Object.keys(services).map((name) => name.slice(0, name.lastIndexOf('.'))))];
  const health = new HealthImplementation(
    Object.fromEntries(['', ...Object.keys(services)].map((name) => [name, 'SERVING'])) as never,
  );
  const options: GrpcOptions['options'] = {
    url: `${host}:${port}`,
    credentials: serverCredentials(tls),
    package: packages,
    packageDefinition: { ...services, 'grpc.health.v1.Health': healthService },
    gracefulShutdown: true,
    maxReceiveMessageLength: 16 * 1024 * 1024,
    onLoadPackageDefinition: (_definition: unknown, server: Server) => {
      health.addToServer(server);
      addReflection(server, Object.keys(services));
    },
  };
  const app = await NestFactory.createMicroservice<MicroserviceOptions>(module as Type, {
    transport: Transport.GRPC,
    options,
    logger: new NestLogger(logger),
    abortOnError: false,
  });
  app.useGlobalFilters(new RpcErrorFilter(logger));
  app.useGlobalGuards(new CallerGuard(tokenHashes));
  app.useGlobalInterceptors(new RequestIdInterceptor());
  return app;
}
