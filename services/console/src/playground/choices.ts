import type { CreateGenerationRequest } from '@imageai/client';

export type Style = NonNullable<CreateGenerationRequest['style']>;
export type Size = NonNullable<CreateGenerationRequest['width']>;
export type Format = NonNullable<CreateGenerationRequest['output_format']>;

/** What the API takes, in the order of its documentation; the types see to it that nothing else stands here. */
export const styles: readonly Style[] = ['photorealistic', 'painting', 'cartoon', 'sketch', 'abstract'];
export const sizes: readonly Size[] = [512, 768, 1024, 1536, 1920];
export const formats: readonly Format[] = ['png', 'webp', 'jpeg', 'avif'];

export const maxPromptLength = 1000;
export const maxSeed = 2 ** 31 - 1;
export const guidanceRange = { min: 1, max: 20, step: 0.5, usual: 7.5 } as const;
