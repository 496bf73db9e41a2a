import { postgresSettings, rpcServerSettings, serviceSettings } from '@imageai/config';
import { z } from 'zod';

export const configSchema = z.object({
  ...serviceSettings,
  ...rpcServerSettings,
  ...postgresSettings,
  KEY_PEPPER: z
    .string()
    .min(32)
    .describe('Secret that API keys are hashed with; whoever changes it makes every key invalid.'),
});

export type Config = z.output<typeof configSchema>;
