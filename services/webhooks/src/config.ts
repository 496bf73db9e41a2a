import { natsSettings, postgresSettings, rpcServerSettings, serviceSettings } from '@imageai/config';
import { z } from 'zod';

export const configSchema = z.object({
  ...serviceSettings,
  ...rpcServerSettings,
  ...postgresSettings,
  ...natsSettings,
});

export type Config = z.output<typeof configSchema>;
