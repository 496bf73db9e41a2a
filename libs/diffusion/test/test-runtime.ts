import { runInThisContext } from 'node:vm';

// Jest runs a test in a realm of its own, with its own typed arrays; ONNX Runtime gives and takes those of the main
// realm. Both have to mean the same before the runtime's modules are read, hence the import below.
Object.assign(
  globalThis,
  runInThisContext('({ Float16Array, Float32Array, Int32Array, BigInt64Array, Uint8Array, Uint16Array, ArrayBuffer })'),
);
const { OnnxRuntime } = await import('../src/runtime/onnx-runtime.js');

/** ONNX Runtime as tests may use it. */
export const testRuntime = (threads = 1, executionProviders: readonly string[] = ['cpu'], optimisedFolder?: string) =>
  new OnnxRuntime({ threads, executionProviders, ...(optimisedFolder && { optimisedFolder }) });
