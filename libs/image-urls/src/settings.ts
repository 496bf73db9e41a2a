import { z } from 'zod';
import { parseImageUrlKeys } from './image-url-keys.js';

/** The setting `IMAGE_URL_KEYS`, of whoever signs URLs and whoever verifies them. */
export const imageUrlKeys = z
  .string()
  .transform((text, context) => {
    const keys = parseImageUrlKeys(text);
    if (keys !== undefined) return keys;
    context.addIssue('must be keys of 64 hex digits, separated by commas');
    return z.NEVER;
  })
  .describe(
    'Keys that the URLs of private images are signed with: 64 hex digits each, separated by commas. The first signs, all are accepted.',
  );

/** Settings of services that tell clients where images are. */
export const imageUrlSettings = {
  CDN_URL: z
    .url({ protocol: /^https?$/ })
    .transform((url) => url.replace(/\/+$/, ''))
    .describe('Where clients fetch images; the start of every image URL.'),
  IMAGE_URL_KEYS: imageUrlKeys,
  IMAGE_URL_SECONDS: z.coerce
    .number()
    .int()
    .min(10)
    .max(7 * 24 * 60 * 60)
    .default(3_600)
    .describe('How long the URL of a private image can be used, at least; up to a tenth longer.'),
};

/** Those settings, read. */
export type ImageUrlSettings = z.output<z.ZodObject<typeof imageUrlSettings>>;
