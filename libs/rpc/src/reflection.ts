import type { Server } from '@grpc/grpc-js';
import { loadFileDescriptorSetFromBuffer } from '@grpc/proto-loader';
import { ReflectionService } from '@grpc/reflection';
import { fileDescriptorSet } from '@imageai/contracts/descriptors';

/**
 * Answers grpc.reflection.v1 and v1alpha for these services, so that grpcurl and its like need no proto files. It shows
 * contracts, which are no secret, and asks nobody for a token.
 *
 * @param services full names ("imageai.auth.v1.AuthService")
 */
export function addReflection(server: Server, services: readonly string[]): void {
  const contracts = loadFileDescriptorSetFromBuffer(Buffer.from(fileDescriptorSet));
  new ReflectionService(contracts, { services: [...services] }).addToServer(server);
}
