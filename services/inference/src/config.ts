import { address, natsSettings, positive, serviceSettings } from '@imageai/config';
import { z } from 'zod';

const list = z.string().transform((text) =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== ''),
);

export const configSchema = z
  .object({
    ...serviceSettings,
    ...natsSettings,
    GENERATION_ADDRESS: address.describe('gRPC of the generation service.'),
    STORAGE_ADDRESS: address.describe('gRPC of the storage service.'),
    MODEL_FOLDERS: list.default([]).describe('Folders of models, separated by commas.'),
    EXECUTION_PROVIDERS: list
      .default(['cpu'])
      .describe('What runs the models, separated by commas; the first that can be had: cpu, cuda, webgpu.'),
    THREADS: positive.optional().describe('Threads of one operation; as many as the process may use when not set.'),
    SLOTS: positive.default(1).describe('Images that are made at the same time; one is best on a CPU.'),
    HEARTBEAT_SECONDS: z.coerce
      .number()
      .positive()
      .default(2)
      .describe('How often the images that are held are kept alive; generation counts one as lost after 10 s.'),
    DRAIN_TIMEOUT_SECONDS: positive
      .default(20)
      .describe('How long images under way may take at a stop before they are handed back.'),
    INFERENCE_ENGINE: z
      .string()
      .optional()
      .describe('An ES module that makes images instead of the models: for benchmarks, load and fuzz tests only.'),
  })
  .refine(({ MODEL_FOLDERS, INFERENCE_ENGINE }) => MODEL_FOLDERS.length > 0 || INFERENCE_ENGINE !== undefined, {
    path: ['MODEL_FOLDERS'],
    message: 'must name at least one folder',
  });

export type Config = z.output<typeof configSchema>;
