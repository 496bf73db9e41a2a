import { port, positive, postgresSettings, rpcServerSettings, serviceSettings } from '@imageai/config';
import { z } from 'zod';

export const configSchema = z.object({
  ...serviceSettings,
  ...rpcServerSettings,
  ...postgresSettings,
  IMAGE_FOLDER: z.string().min(1).describe('The folder that holds the image files.'),
  CDN_HOST: z.string().default('0.0.0.0').describe('Where the image files are served.'),
  CDN_PORT: port.describe('Port on which the image files are served.'),
  MAX_IMAGE_PIXELS: positive
    .default(16_777_216)
    .describe('Largest width times height of an image that is accepted; bounds the memory of one upload.'),
  SWEEP_INTERVAL_MS: positive.default(60_000).describe('Time between two looks for images whose retention is over.'),
});

export type Config = z.output<typeof configSchema>;
