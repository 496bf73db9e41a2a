import type { NoiseSource } from './noise-source.js';
import { TorchCudaGenerator } from './torch-cuda-generator.js';
import { TorchGenerator } from './torch-generator.js';

const generators = {
  'torch-cpu': TorchGenerator,
  'torch-cuda': TorchCudaGenerator,
} as const;

/** Whose random numbers a seed stands for: those of PyTorch's generator on the CPU, or of the one on CUDA. */
export type GeneratorKind = keyof typeof generators;

export const generatorKinds = ['torch-cpu', 'torch-cuda'] as const satisfies readonly GeneratorKind[];

export const DEFAULT_GENERATOR: GeneratorKind = 'torch-cpu';

/** @param seed 0 to 2^32 - 1 */
export function createGenerator(kind: GeneratorKind, seed: number): NoiseSource {
  return new generators[kind](seed);
}
