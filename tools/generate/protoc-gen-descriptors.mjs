#!/usr/bin/env node
// A protoc plugin: the contracts as file descriptors, in one module, so that servers can answer gRPC reflection.
// Text rather than a binary file, so that a change shows as one and no build has to copy it.
import { buffer } from 'node:stream/consumers';
import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import {
  CodeGeneratorRequestSchema,
  CodeGeneratorResponse_Feature,
  CodeGeneratorResponseSchema,
  FileDescriptorSetSchema,
} from '@bufbuild/protobuf/wkt';

const { protoFile } = fromBinary(CodeGeneratorRequestSchema, await buffer(process.stdin));
// Comments and positions are for generators.
const file = protoFile.map((each) => ({ ...each, sourceCodeInfo: undefined }));
const set = Buffer.from(toBinary(FileDescriptorSetSchema, create(FileDescriptorSetSchema, { file })));
const lines = set.toString('base64').match(/.{1,120}/g) ?? [];
const content = `// Generated from proto/. A google.protobuf.FileDescriptorSet of all contracts.

export const fileDescriptorSet: Uint8Array = Buffer.from(
  \`
${lines.join('\n')}
\`,
  'base64',
);
`;
const response = create(CodeGeneratorResponseSchema, {
  file: [{ name: 'descriptors.ts', content }],
  supportedFeatures: BigInt(CodeGeneratorResponse_Feature.PROTO3_OPTIONAL),
});
process.stdout.write(toBinary(CodeGeneratorResponseSchema, response));
