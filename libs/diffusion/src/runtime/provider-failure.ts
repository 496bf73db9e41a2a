import { listSupportedBackends } from 'onnxruntime-node';

/** Why a provider that this build does not know cannot be had; `undefined` where it knows it. */
export function unknownProvider(provider: string): string | undefined {
  const supported = listSupportedBackends().map(({ name }) => name);
  return supported.includes(provider) ? undefined : `${provider}: not in this build, which has ${supported.join(', ')}`;
}

const known: readonly (readonly [RegExp, (provider: string, message: string) => string])[] = [
  [
    /failed to load (shared )?library/i,
    (provider) =>
      `${provider}: a library is missing; put libonnxruntime_providers_shared.so and libonnxruntime_providers_${provider}.so of this version beside the binding, with the CUDA and cuDNN they were built for`,
  ],
  [
    /no supported adapters/i,
    (provider) => `${provider}: no graphics adapter was found; install libvulkan1 and a Vulkan driver of the card`,
  ],
  [
    /no CUDA-capable device|CUDA driver version is insufficient|cudaErrorNoDevice/i,
    (provider) => `${provider}: no card, or a driver older than the CUDA of this build; update the driver`,
  ],
  [
    /allocat|out of memory|bad_alloc/i,
    (provider, message) => `${provider}: too little memory for it (${message}); choose a smaller variant`,
  ],
];

/** What the runtime said of a provider, as something that an operator can act on. */
export function providerFailure(provider: string, message: string): string {
  const match = known.find(([pattern]) => pattern.test(message));
  return match ? match[1](provider, message) : `${provider}: ${message}`;
}

/** Whether it was memory that a component lacked. */
export function isOutOfMemory(message: string): boolean {
  return /allocat|out of memory|bad_alloc/i.test(message);
}
