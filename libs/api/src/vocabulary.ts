/** The styles that a client can name; the first is the default. */
export const styles = ['photorealistic', 'painting', 'cartoon', 'sketch', 'abstract'] as const;
/** What width and height can be, each on its own. */
export const sizes = [512, 768, 1024, 1536, 1920] as const;
/** What members can be in an account. */
export const memberRoles = ['owner', 'developer', 'billing', 'viewer'] as const;
/** The image formats; the first is the default. Each is also the ending of its URL. */
export const outputFormats = ['png', 'webp', 'jpeg', 'avif'] as const;

/** How the width of an image stands to its height. */
export const imageShapes = ['landscape', 'portrait', 'square'] as const;

/** How a generation ends; what webhooks tell of it. */
export const generationEventTypes = [
  'generation.succeeded',
  'generation.failed',
  'generation.cancelled',
  'generation.expired',
] as const;
/** Where a generation can stand; the last four are terminal. */
export const generationStatuses = ['queued', 'running', 'succeeded', 'failed', 'cancelled', 'expired'] as const;

export type GenerationEventType = (typeof generationEventTypes)[number];
export type GenerationStatusName = (typeof generationStatuses)[number];
export type Style = (typeof styles)[number];
export type Size = (typeof sizes)[number];
export type MemberRoleName = (typeof memberRoles)[number];
export type ImageShapeName = (typeof imageShapes)[number];
export type OutputFormat = (typeof outputFormats)[number];

/** Of prompt and negative_prompt, in Unicode code points. */
export const maxPromptLength = 1000;
export const maxSeed = 2 ** 31 - 1;

/** "a, b, or c", as the documented messages list what is allowed. */
export const oneOf = (values: readonly (string | number)[]): string =>
  `${values.slice(0, -1).join(', ')}, or ${values.at(-1)}`;
